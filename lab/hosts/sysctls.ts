import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runRoot } from '../paths.ts';
import { writeWhole } from './whole-file.ts';

const saved = join(runRoot, 'sysctls.json');

// Hosts have network settings of their own; all others they share with the machine, and their systemd and kubelet write
// some of them (kernel.panic, vm.overcommit_memory …).
const shared = ['kernel', 'vm', 'fs', 'user', 'net/bridge'];

// Not settings: counters, triggers, and what a mere reader changes.
const notSettings =
  /^(kernel\/(random|ns_last_pid|pty|sched_domain)|vm\/(compact_memory|drop_caches|stat_refresh)|fs\/binfmt_misc)/;

/** What the lab asks of the machine while it is up. */
const wanted: Readonly<Record<string, string>> = {
  // Five hosts use up the usual 128; kubelet and kube-proxy then die of "too many open files".
  'fs/inotify/max_user_instances': '4096',
  'fs/inotify/max_user_watches': '524288',
  // Else the machine's own firewall sees, and may drop, what its bridge carries between hosts.
  'net/bridge/bridge-nf-call-iptables': '0',
  'net/bridge/bridge-nf-call-ip6tables': '0',
  'net/bridge/bridge-nf-call-arptables': '0',
};

/** Remembers the machine's settings and makes those that the lab needs; does nothing when that was done before. */
export async function adjustSysctls(): Promise<void> {
  if (!existsSync(saved)) {
    await mkdir(runRoot, { recursive: true });
    await writeWhole(saved, JSON.stringify(await readAll()));
  }
  for (const [name, value] of Object.entries(wanted)) await set(name, value);
}

/** Puts every setting back that is not what it was before the lab came up. */
export async function restoreSysctls(): Promise<void> {
  const text = await readFile(saved, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const before: Readonly<Record<string, string>> = JSON.parse(text);
  const now = await readAll();
  for (const [name, value] of Object.entries(before)) if (now[name] !== value) await set(name, value);
}

async function set(name: string, value: string): Promise<void> {
  await writeFile(join('/proc/sys', name), value).catch(() => undefined);
}

async function readAll(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const folder of shared) {
    const entries = await readdir(join('/proc/sys', folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((entry) => entry.isFile())) {
      const file = join(entry.parentPath, entry.name);
      const name = file.slice('/proc/sys/'.length);
      if (notSettings.test(name)) continue;
      await access(file, constants.R_OK | constants.W_OK)
        .then(() => readFile(file, 'utf8'))
        .then((value) => (found[name] = value.trim()))
        .catch(() => undefined);
    }
  }
  return found;
}
