import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kubectl } from './check-cluster.ts';
import { onHost } from './site.ts';
import type { Site } from './site.ts';

/** A pod on that node whose process is found on the host by what it is called with. */
function podOn(node: string, seconds: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `chaos-${node}`, namespace: 'default' },
    spec: {
      nodeName: node,
      hostUsers: false,
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name: 'shell', image: 'debian:trixie', command: ['sleep', `${seconds}`] }],
    },
  };
}

/** The host's own view of the process: its map, its user, and whether its user namespace is another than that of PID 1. */
const look = (seconds: number): string => `
for process in /proc/[0-9]*; do
  [ "$(tr '\\0' ' ' < $process/cmdline 2> /dev/null)" = "sleep ${seconds} " ] || continue
  cat $process/uid_map; grep ^Uid: $process/status
  [ "$(readlink $process/ns/user)" = "$(readlink /proc/1/ns/user)" ] && echo same || echo other
done`;

/** Runs a pod of its own on every node, and says where it is not in a user namespace, by what the host itself sees of it. */
export async function checkUserNamespaces(site: Site, kubectl: Kubectl, folder: string): Promise<readonly string[]> {
  const marks = site.hosts.map(({ name }, index) => ({ name, seconds: 1_000_000 + index }));
  const file = join(folder, 'pods.json');
  const items = marks.map(({ name, seconds }) => podOn(name, seconds));
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await kubectl('apply', '-f', file);
  await kubectl('wait', '--for=condition=Ready', '--timeout=120s', ...marks.map(({ name }) => `pod/chaos-${name}`));
  const problems = await Promise.all(
    marks.map(async ({ name, seconds }) => {
      const inside = await kubectl('exec', `chaos-${name}`, '--', 'cat', '/proc/self/uid_map');
      const outside = await onHost(site, name, look(seconds));
      return judgeMap({ inside, outside }).map((problem) => `${name}: ${problem}`);
    }),
  );
  await kubectl('delete', '--wait=true', '-f', file);
  return problems.flat();
}

/** What is wrong with a process of a pod. `inside`: its own uid_map; `outside`: what `look` printed. */
export function judgeMap({
  inside,
  outside,
}: {
  readonly inside: string;
  readonly outside: string;
}): readonly string[] {
  const [map = '', uids = '', namespace = ''] = outside.trim().split('\n');
  if (map === '') return ['the host does not see the process of the pod'];
  const [first, base = 0, length = 0] = numbersIn(map);
  const problems: string[] = [];
  if (numbersIn(inside).join(' ') !== numbersIn(map).join(' ')) problems.push(`two maps: "${inside}", "${map}"`);
  if (first !== 0 || base < 65_536 || length < 65_536) problems.push(`root is mapped by "${map.trim()}"`);
  if (numbersIn(uids.replace('Uid:', '')).some((uid) => uid !== base)) problems.push(`its users on the host: ${uids}`);
  if (namespace !== 'other') problems.push('it is in the user namespace of the host');
  return problems;
}

function numbersIn(text: string): readonly number[] {
  return text.trim().split(/\s+/).map(Number);
}
