import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { LabError } from '../lab-error.ts';
import { groupOf, hostDisk, hostRun, kernelScript } from '../paths.ts';
import type { Site, SiteHost } from '../site-shape.ts';
import { hostInit, kill, killGroup, processesIn, setFrozen, isFrozen } from './groups.ts';
import { hardwareAddress, linkName } from './network.ts';
import { swapFile } from './swaps.ts';
import { until } from './until.ts';

/** Whether the host has power: it may still be booting, or be about to boot again. */
export function hasPower(site: string, host: string): boolean {
  return processesIn(groupOf.power(site, host)).length > 0;
}

/** Whether the host's network is cut. */
export function isCut(site: string, host: string): boolean {
  return existsSync(join(hostRun(site, host), 'cut'));
}

/** Switches a host on unless it is. It boots in its own time; `answers` waits for it. */
export async function switchOn(site: Site, host: SiteHost): Promise<void> {
  if (hasPower(site.name, host.name)) return;
  await killGroup(groupOf.machine(site.name, host.name));
  const run = hostRun(site.name, host.name);
  await mkdir(run, { recursive: true });
  await writeFile(join(run, 'host.conf'), bootConfiguration(site, host));
  await startDetached(groupOf.power(site.name, host.name), [kernelScript('supervise.sh'), run], join(run, 'boot.log'));
}

/** Takes a host's power away: nothing is shut down, and it stays off. Waits until nothing of it runs. */
export async function cutPower(site: string, host: string): Promise<void> {
  const init = hostInit(site, host);
  if (init === undefined) {
    await killGroup(groupOf.power(site, host));
    return killGroup(groupOf.machine(site, host));
  }
  kill(init);
  // A frozen process dies only when it goes on.
  if (isFrozen(site, host)) await setFrozen(site, host, false);
  await until(() => !hasPower(site, host), { seconds: 30, what: `${host} to lose its power` });
}

/** Waits until the host's sshd greets. Throws the boot's own words when the host goes off instead. */
export async function answers(site: string, host: SiteHost): Promise<void> {
  const greets = async (): Promise<boolean> => {
    if (await sshGreets(host.address)) return true;
    if (hasPower(site, host.name)) return false;
    const log = await readFile(join(hostRun(site, host.name), 'boot.log'), 'utf8').catch(() => '');
    throw new LabError(
      `${host.name} went off while it booted: ${log.trim().split('\n').at(-1) ?? 'it left no message'}`,
    );
  };
  await until(greets, { seconds: 180, what: `sshd of ${host.name} at ${host.address}`, every: 50 });
}

async function sshGreets(address: string): Promise<boolean> {
  const socket = connect({ host: address, port: 22, timeout: 1000 });
  try {
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    const [greeting]: unknown[] = await once(socket.setEncoding('utf8'), 'data');
    return String(greeting).startsWith('SSH-');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Starts a program that outlives this one, in a cgroup by which it is found again. Its output goes to a file. */
export async function startDetached(group: string, command: readonly string[], log: string): Promise<void> {
  const output = await open(log, 'w');
  const child = spawn('bash', [kernelScript('enter.sh'), group, ...command], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', output.fd, output.fd],
  });
  await once(child, 'spawn');
  child.unref();
  await output.close();
  await until(() => processesIn(group).length > 0 || child.exitCode !== null, {
    seconds: 10,
    what: `${group} to start`,
  });
}

function bootConfiguration(site: Site, host: SiteHost): string {
  const settings = {
    site: site.name,
    host: host.name,
    root: join(hostDisk(site.name, host.name), 'root'),
    group: groupOf.machine(site.name, host.name),
    link: linkName(site.name, host.name),
    bridge: site.network.bridge,
    mac: hardwareAddress(site.name, host.name),
    address: `${host.address}/24`,
    gateway: site.network.gateway,
    memory: host.memoryMiB ? `${host.memoryMiB * 1024 * 1024}` : '',
    cpu_quota: host.cpus ? `${Math.round(host.cpus * 100_000)}` : '',
    swap: host.swap === true ? swapFile : '',
    zram: host.swap === 'zram' ? 'zram0' : '',
  };
  // Every value is a name, a number, an address or one of our own paths: nothing that a shell would read otherwise.
  return Object.entries(settings)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}
