import type { ProofCheck } from '../model/proof.ts';
import type { InsideView, NodeObservation } from './observation.ts';

/** Numbers of capabilities in the kernel's masks. Source: include/uapi/linux/capability.h of Linux. */
const numbers = { SYS_ADMIN: 21n, MKNOD: 27n } as const;

/** Item 7: a pod's capabilities count inside its user namespace and nowhere else. */
export function capabilityChecks({ first, control }: NodeObservation): ProofCheck[] {
  const inside = first.inside;
  const refused = /not permitted/i.test(inside?.device ?? '');
  return [
    {
      id: 'capabilities-confined',
      title: 'A pod that holds SYS_ADMIN and MKNOD still cannot make a device: they end at its user namespace',
      passed: holds(inside, 'SYS_ADMIN') && holds(inside, 'MKNOD') && refused,
      expected: 'both held inside; mknod: Operation not permitted',
      seen: [
        `held: ${held(inside) || 'neither'}`,
        `mknod: ${inside?.device || 'not tried'}`,
        `tmpfs: ${inside?.mount || 'not tried'}`,
        `mknod in the control pod: ${control.inside?.device || 'not tried'}`,
      ].join('; '),
    },
  ];
}

function holds(view: InsideView | undefined, capability: keyof typeof numbers): boolean {
  const mask = /^[0-9a-f]+$/i.test(view?.capabilities ?? '') ? BigInt(`0x${view?.capabilities}`) : 0n;
  return ((mask >> numbers[capability]) & 1n) === 1n;
}

function held(view: InsideView | undefined): string {
  return (['SYS_ADMIN', 'MKNOD'] as const).filter((capability) => holds(view, capability)).join(' and ');
}
