import { row } from './failure-row.ts';
import type { FailureRow } from './failure-row.ts';

/** Failures of a verification (exit code 6). One of a reboot ends it: no further node is rebooted. */
export const verificationFailures = {
  'image-ids': row(
    'operator',
    6,
    'An image needs user or group ids that a pod with a user namespace does not have',
    'Such a pod has the ids 0 to 65,535: build the image with ids in that range, or set `runAsUser` and `fsGroup` below it.',
  ),
  'drain-refused': row(
    'operator',
    6,
    'Pods of a node cannot be moved away before its reboot',
    'Move or delete the pods named, or give them a controller; nothing was rebooted, and the node takes pods again.',
  ),
  'reboot-failed': row(
    'operator',
    6,
    'A host did not come back from its reboot as it was',
    'Look at its console; its node stays cordoned until `kubectl uncordon`.',
  ),
} as const satisfies Record<string, FailureRow>;
