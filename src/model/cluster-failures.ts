import { row } from './failure-row.ts';
import type { FailureRow } from './failure-row.ts';

/** Failures of the cluster (exit code 6) and ends by the operator (7). */
export const clusterFailures = {
  'api-unreachable': row(
    'again',
    6,
    'The API server does not answer',
    'Look at the control plane: `journalctl -u kubelet` and `crictl ps -a`.',
  ),
  'node-not-ready': row(
    'again',
    6,
    'The node does not become Ready',
    'See the condition named; often the pod network is missing on this node.',
  ),
  'network-not-ready': row(
    'again',
    6,
    'The pod network does not become ready',
    'See the pods of the CNI named in the message.',
  ),
  'manifest-missing': row(
    'operator',
    6,
    'The manifest of the pod network is not there for the worker',
    'Put it at the same path on the machine of the worker, then `slipway retry`.',
  ),
  'manifest-changed': row(
    'operator',
    6,
    'The manifest of the pod network is not the one that the cluster file was read with',
    'Abort and apply again, so that the new one is looked at; or put the old one back, then `slipway retry`.',
  ),
  'proof-failed': row(
    'operator',
    6,
    'Pods on this node do not run as they should in user namespaces',
    'See what was expected and what was found.',
  ),
  aborted: row('operator', 7, 'The operator stopped this build', 'Apply again to go on.'),
  'decision-refused': row(
    'operator',
    7,
    'This decision does not fit the state of the node',
    'See `slipway status` for what the node waits for.',
  ),
} as const satisfies Record<string, FailureRow>;
