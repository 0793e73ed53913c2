import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkUfwAsBefore, keptOut } from './firewalls.ts';
import { mixOutput } from './paths.ts';
import { runQuietly } from './run-quietly.ts';
import type { Server } from './server.ts';

/** A site of hosts of several families that becomes a cluster and blank hosts again. */
export interface Mix {
  readonly name: string;
  /** Name of its file in `lab/sites`. */
  readonly site: string;
}

/** Every mix; the first one is the demo's. */
export const mixes: readonly Mix[] = [
  { name: 'fedora', site: 'demo' },
  { name: 'centos', site: 'mix-centos' },
  { name: 'ubuntu', site: 'mix-ubuntu' },
];

/** What is done with a mix, in order. */
export const stages = ['boot', 'build', 'reboot', 'proof', 'again', 'reset'] as const;

/** Seconds of every stage that ended well, and why the next one did not. */
export interface MixResult {
  readonly mix: Mix;
  readonly seconds: Partial<Record<(typeof stages)[number], number>>;
  readonly failed?: string;
}

const siteFile = z.object({
  hosts: z.array(z.object({ name: z.string(), address: z.string(), firewalld: z.boolean(), ufw: z.boolean() })),
});
type Host = z.infer<typeof siteFile>['hosts'][number];
const applied = z.object({ outcome: z.string(), proven: z.boolean() });
const verified = z.object({ proven: z.boolean(), nodes: z.array(z.unknown()) });

/** Boots the hosts, builds, proves, reboots all of them at once, proves again, applies again, resets. Takes the site down in any case. */
export async function runMix(mix: Mix, server: Server): Promise<MixResult> {
  const folder = mixOutput(mix.name);
  mkdirSync(folder, { recursive: true });
  const spec = join(folder, 'cluster.yaml');
  const result = join(folder, 'result.json');
  const log = join(folder, 'log.txt');
  const lab = (...args: readonly string[]): Promise<string> => runQuietly('lab', args, log);
  const slipway = (...args: readonly string[]): Promise<string> =>
    runQuietly('slipway', [...args, '-f', spec, '--address', server.address, '-o', 'json'], log);
  const apply = async (wanted: string): Promise<void> => {
    await slipway('apply', '--leave-when-parked', '--result', result);
    const { outcome, proven } = applied.parse(JSON.parse(readFileSync(result, 'utf8')));
    if (outcome !== wanted || !proven) throw new Error(`apply ended ${outcome}, not ${wanted}; see ${result}`);
  };
  const hosts = (): readonly Host[] =>
    siteFile.parse(JSON.parse(readFileSync(join(folder, 'site.json'), 'utf8'))).hosts;
  const each = (act: (host: string, about: Host) => Promise<unknown>): Promise<unknown> =>
    Promise.all(hosts().map((host) => act(`${mix.site}/${host.name}`, host)));

  const work: Readonly<Record<(typeof stages)[number], () => Promise<unknown>>> = {
    boot: () => lab('up', mix.site, '--output', folder),
    build: () => apply('proven'),
    reboot: async () => {
      await each((host) => lab('reboot', host));
      await each((host) => lab('ssh', host, asAfterBoot));
      await each(async (host, { address, firewalld, ufw }) => {
        if ((firewalld || ufw) && !(await keptOut(address))) throw new Error(`${host} lets in who is no node`);
      });
    },
    proof: async () => {
      const { proven, nodes } = verified.parse(JSON.parse(await slipway('verify')));
      if (!proven || nodes.length !== hosts().length) throw new Error(`not every node was proven again; see ${log}`);
    },
    again: () => apply('unchanged'),
    reset: async () => {
      await slipway('reset', '--yes');
      await each((host) => lab('ssh', host, asBefore));
      for (const { name, ufw } of hosts()) if (ufw) checkUfwAsBefore(mix.site, name);
    },
  };

  const seconds: Partial<Record<(typeof stages)[number], number>> = {};
  try {
    for (const stage of stages) {
      const began = Date.now();
      await work[stage]();
      seconds[stage] = (Date.now() - began) / 1000;
      console.log(`${mix.name.padEnd(8)} ${stage.padEnd(8)} ${seconds[stage].toFixed(0)} s`);
    }
    return { mix, seconds };
  } catch (error) {
    return { mix, seconds, failed: error instanceof Error ? error.message : String(error) };
  } finally {
    await lab('down', mix.site);
  }
}

/** Waits for the end of the boot: sshd may be there before firewalld. Nothing swaps then; fails otherwise, and says what does. */
const asAfterBoot =
  "timeout 120 systemctl is-system-running --wait > /dev/null; ! grep -q '^/' /proc/swaps || { cat /proc/swaps >&2; exit 1; }";

/** Nothing of a cluster is left. Fails otherwise, and says what is. */
const asBefore =
  'left=$(ls -d /etc/kubernetes /etc/slipway /var/lib/kubelet /etc/cni 2> /dev/null; command -v kubeadm crio kubelet); ' +
  '[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }';
