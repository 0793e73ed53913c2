import { row } from './failure-row.ts';
import type { FailureRow } from './failure-row.ts';

/** Failures of packages, their mirrors and their signatures (exit code 5). */
export const packageFailures = {
  'mirror-unreachable': row(
    'again',
    5,
    'A package mirror does not answer',
    'Check `mirrors` in the cluster file and the way from the host to it.',
  ),
  'package-missing': row(
    'operator',
    5,
    'The mirror does not have a package in the wanted version',
    'Check `kubernetes.version` against what the mirror carries.',
  ),
  'package-locked': row(
    'again',
    5,
    'Another package manager holds the lock',
    'Slipway waits for it and tries again. If it never ends, look at the process named; do not remove its lock.',
  ),
  'key-mismatch': row(
    'operator',
    5,
    'The mirror serves another signing key than the pinned one',
    'Compare fingerprints; correct `fingerprint` in the cluster file only if the new key is proven.',
  ),
  'package-key-expired': row(
    'operator',
    5,
    'The key that signs packages has expired, in every copy this host can get',
    'Have the mirror serve the extended key (the one of the newest minor signs all), or see `mirrors.installProvenFiles`.',
  ),
  'package-not-yet-valid': row(
    'operator',
    5,
    'A signature was made in what this host takes for the future',
    'Set the clock of the host, then `slipway retry`; its time service should do it.',
  ),
  'package-key-unknown': row(
    'operator',
    5,
    'A package or an index is signed with another key than the pinned one',
    'Find out who signed it. If the mirror has a new key, prove its fingerprint and correct the cluster file.',
  ),
  'package-unsigned': row(
    'operator',
    5,
    'A package or an index carries no signature',
    'Have the mirror copy packages and indexes with their signatures.',
  ),
  'package-corrupt': row(
    'operator',
    5,
    'What was downloaded is damaged: its digest or its signature is not that of what it holds',
    'The mirror, or a proxy before it, alters files: compare their sha256 with those upstream.',
  ),
  'mirror-inconsistent': row(
    'operator',
    5,
    'Index and files of the mirror do not fit each other',
    'It is being synchronised, or half copied: wait for that to end, then `slipway retry`.',
  ),
  'package-signature-refused': row(
    'operator',
    5,
    "The host's crypto policy refuses how a package or an index is signed",
    'Bring rpm, sequoia or apt of the host up to date. Slipway does not loosen the policy.',
  ),
  'package-signature': row(
    'operator',
    5,
    'A package signature does not verify',
    'The cause is none of those that are known: read the last lines, and check that the mirror serves the key that is pinned.',
  ),
} as const satisfies Record<string, FailureRow>;
