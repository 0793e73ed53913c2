import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until the condition holds. For what the kernel tells nobody about: the end of processes that are not our
 * children, the emptying of a cgroup, a port in another network namespace. Throws when it takes longer.
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { seconds, what, every = 20 }: { seconds: number; what: string; every?: number },
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s for ${what}, in vain`);
    await pause(every);
  }
}
