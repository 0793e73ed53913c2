import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';

import type { TestSite } from './test-site.ts';

function lines(script: string): string[] {
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean);
}

/** Everything of a site that the kernel or the disk still knows, in words. */
export function remainsOf({ name, up }: TestSite): string[] {
  const [, file = ''] = up;
  const bridge = lines(`grep -o 'slipway[a-z]*0' ${file}`)[0] ?? '';
  const subnet = lines(`grep -oE '([0-9]+\\.){3}0/24' ${file}`)[0]?.replace('.0/24', '') ?? '';
  return [
    ...lines(`find /sys/fs/cgroup /run/slipway-lab/cgroup -path '*slipway-lab/${name}*' -type d 2> /dev/null`),
    ...lines(`ip -o link | grep -oE '${bridge}|alias slipway-lab ${name}([/ ].*)?$' | sort -u`),
    ...lines(`ip route | grep -F '${subnet}.'`),
    ...lines(`cut -d' ' -f5 /proc/self/mountinfo | grep -E '/slipway-lab/(sites/)?${name}'`),
    ...lines(`pgrep -af '[s]lipway-lab/(sites/)?${name}|[ =]${subnet.replaceAll('.', '[.]')}[.]'`),
    ...lines("find /tmp -maxdepth 1 -name 'mmdebstrap.*'"),
    ...[`/run/slipway-lab/sites/${name}`, `/var/lib/slipway-lab/${name}`].filter((path) => existsSync(path)),
  ];
}

/** Ids of the namespaces that processes of the machine itself do not share: those of hosts. */
function namespacesOf(pids: readonly string[]): string[] {
  return pids.flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/ns`).map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`));
    } catch {
      return [];
    }
  });
}

/** Ids of the namespaces that a site's hosts live in. */
export function hostNamespaces(site: string): readonly string[] {
  const own = new Set(namespacesOf(['self']));
  const groups = `/sys/fs/cgroup/freezer/slipway-lab/${site}`;
  const pids = lines(`find ${groups} -name cgroup.procs -exec cat {} + 2> /dev/null`);
  return [...new Set(namespacesOf(pids))].filter((id) => !own.has(id));
}

/** Which of these namespaces are still there: some process is in it, or a mount or an open file holds it. */
export function livingNamespaces(ids: readonly string[]): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const inUse = new Set([
    ...namespacesOf(pids),
    ...lines("grep -hoE '(net|mnt|pid|uts|ipc|cgroup):\\[[0-9]+\\]' /proc/self/mountinfo"),
    ...lines("find /proc/[0-9]*/fd -maxdepth 1 -lname '*:[[]*' -printf '%l\\n' 2> /dev/null"),
  ]);
  return ids.filter((id) => inUse.has(id));
}
