import { createReporter } from '../content/progress.ts';
import { runProgram } from '../content/run-program.ts';
import { hasDisk } from '../hosts/disk.ts';
import { hostInit, isFrozen } from '../hosts/groups.ts';
import { withLock } from '../hosts/lock.ts';
import { answers, cutPower, hasPower, switchOn } from '../hosts/power.ts';
import { findHost } from '../hosts/running.ts';
import { until } from '../hosts/until.ts';
import { LabError } from '../lab-error.ts';

/** Switches a host on that is off, and waits until it answers. */
export async function start(name: string): Promise<void> {
  await withLock(createReporter(), async () => {
    const { site, host } = await findHost(name);
    if (hasPower(site.name, host.name)) throw new LabError(`${name} is on already`);
    if (!hasDisk(site.name, host.name)) {
      const way = `npm run lab -- up ${site.name} --hosts ${host.name}`;
      throw new LabError(`${name} has no disk yet: \`${way}\` makes one`);
    }
    await switchOn(site, host);
    await answers(site.name, host);
  });
}

/** Takes a host's power away: no shutdown, and it stays off. */
export async function kill(name: string): Promise<void> {
  await withLock(createReporter(), async () => {
    const { site, host } = await findHost(name);
    if (!hasPower(site.name, host.name)) throw new LabError(`${name} is off already`);
    await cutPower(site.name, host.name);
  });
}

/** Reboots a host by its own systemctl, and waits until it answers again. */
export async function reboot(name: string): Promise<void> {
  const { site, host } = await findHost(name);
  const init = hostInit(site.name, host.name);
  if (init === undefined) throw new LabError(`${name} is off: switch it on with \`npm run lab -- start ${name}\``);
  if (isFrozen(site.name, host.name)) throw new LabError(`${name} is frozen: \`npm run lab -- thaw ${name}\` first`);
  // Asked of systemd itself: `systemctl reboot` asks logind, which refuses while packages replace the bus.
  const target = ['start', 'reboot.target', '--job-mode=replace-irreversibly', '--no-block'];
  await runProgram('nsenter', ['--target', `${init}`, '--all', 'systemctl', ...target]);
  const booted = (): boolean => ![init, undefined].includes(hostInit(site.name, host.name));
  await until(booted, { seconds: 180, what: `${name} to reboot` });
  await answers(site.name, host);
}
