import { found, fine, foundOr } from './preflight-check.ts';
import type { CheckContext, HostCheck } from './preflight-check.ts';
import type { Sight } from '../model/preflight.ts';

/** kubeadm's own minimum for a control plane, and a worker's. Source: kubeadm preflight constants. */
const smallest = { 'control-plane': { cpus: 2, memoryMiB: 1700 }, worker: { cpus: 1, memoryMiB: 700 } } as const;

/** Free MiB that packages, images and etcd need at least; folders below `/var` count where they have a file system of their own. */
const space = {
  '/usr': 1024,
  '/var': 4096,
  '/etc': 16,
  '/var/lib/containers': 3072,
  '/var/lib/etcd': 1024,
  '/var/lib/kubelet': 512,
} as const;

/** Files that packages and the images of a small cluster come to, with room for as many again. */
const leastInodes = 50_000;

/** Milliseconds below which 99 of 100 writes of etcd should stay. Source: etcd documentation, "Hardware recommendations". */
const slowWriteMs = 10;

/** How large and how fast the host is. */
export const resourceChecks: readonly HostCheck[] = [
  {
    id: 'size',
    title: 'CPUs and memory',
    look: ({ host, facts }) => {
      const { cpus, memoryMiB } = smallest[host.role];
      return foundOr(
        [
          ...(facts.cpus < cpus ? [found('host-too-small', `${facts.cpus} CPU; a ${host.role} needs ${cpus}`)] : []),
          ...(facts.memoryMiB < memoryMiB
            ? [found('host-too-small', `${facts.memoryMiB} MiB of memory; a ${host.role} needs ${memoryMiB}`)]
            : []),
        ],
        `${facts.cpus} CPUs, ${facts.memoryMiB} MiB of memory`,
      );
    },
  },
  {
    id: 'disk',
    title: 'Free space by file system',
    look: (at) => {
      const { facts, survey } = at;
      const full = Object.entries(space).flatMap(([place, needed]): readonly Sight[] => {
        const free = facts.freeMiB[place];
        const isPartOfVar = place.startsWith('/var/') && free === facts.freeMiB['/var'];
        const where = survey?.places[place] ? ` (on ${survey.places[place].mount})` : '';
        return free !== undefined && free < needed && !isPartOfVar
          ? [found('disk-full', `${place}${where} has ${free} MiB free; ${needed} are needed`)]
          : [];
      });
      return foundOr(full, freeText(at));
    },
  },
  { id: 'inodes', title: 'Free inodes by file system', look: inodes },
  {
    id: 'swap',
    title: 'Swap, now and after a reboot',
    look: ({ survey }) => {
      if (!survey) return [];
      return survey.swap.length > 0 ? [found('swap-found', survey.swap.join(', '))] : [fine('no swap')];
    },
  },
  {
    id: 'etcd-disk',
    title: 'Synchronous writes where etcd lives',
    look: ({ survey }) => {
      if (!survey || survey.writeMs.length === 0) return [];
      const sorted = survey.writeMs.toSorted((one, other) => one - other);
      const [typical = 0, worst = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
      const seen = `${typical.toFixed(1)} ms per write, ${worst.toFixed(1)} ms in the slowest of ${sorted.length} runs`;
      return [typical >= slowWriteMs ? found('disk-slow', seen) : fine(seen)];
    },
  },
];

/** One figure per file system, under the first place that lies on it. */
function freeText({ facts, survey }: CheckContext): string {
  const seen = new Set<string>();
  const places = Object.entries(facts.freeMiB).filter(([place, free]) => {
    const mount = survey?.places[place]?.mount ?? String(free);
    return !seen.has(mount) && seen.add(mount);
  });
  return places.map(([place, free]) => `${survey?.places[place]?.mount ?? place} ${free} MiB`).join(', ');
}

function inodes({ survey }: CheckContext): readonly Sight[] {
  if (!survey) return [];
  const mounts = new Map(
    Object.values(survey.places).flatMap(({ mount, freeInodes }): [string, number][] =>
      freeInodes === undefined ? [] : [[mount, freeInodes]],
    ),
  );
  if (mounts.size === 0) return [fine('the file systems do not count inodes')];
  const few = [...mounts].filter(([, free]) => free < leastInodes);
  const least = Math.min(...mounts.values());
  return foundOr(
    few.map(([mount, free]) => found('inodes-few', `${mount} has ${free} inodes left; ${leastInodes} are wanted`)),
    `${least} or more left`,
  );
}
