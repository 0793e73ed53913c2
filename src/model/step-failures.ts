import { row } from './failure-row.ts';
import type { FailureRow } from './failure-row.ts';

/** Failures of a step on a host (exit code 5). */
export const stepFailures = {
  'step-failed': row(
    'operator',
    5,
    'A step ended with an error',
    'Read the last lines of its output, mend the cause, then `slipway retry`.',
  ),
  'effect-missing': row(
    'operator',
    5,
    'A step ran without error, yet its effect is not there',
    'Something on the host undoes it; see what was found.',
  ),
  'time-limit': row(
    'again',
    5,
    'A step took longer than its limit and was stopped',
    'See its output; a slow mirror or disk is the usual cause.',
  ),
  'job-lost': row(
    'again',
    5,
    'The host lost a running step, by a power cut or a crash',
    'Nothing to do: Slipway looks at the effect and goes on.',
  ),
  'outcome-lost': row(
    'operator',
    5,
    'The outcome of a step is lost, and running it again by itself could do harm',
    'Look at the host and clear away what is half made; `slipway retry` then looks at the effect first and runs the step where it is missing.',
  ),
  'job-interrupted': row(
    'again',
    5,
    'A running step was ended from outside, for example by a reboot',
    'Nothing to do: Slipway runs it again.',
  ),
  'job-conflict': row(
    'again',
    5,
    'Another version of this step is still running on the host',
    'Nothing to do: Slipway waits for it to end.',
  ),
  'job-fenced': row(
    'operator',
    5,
    'A newer attempt has taken over this step',
    'Nothing to do: the newer attempt reports.',
  ),
  'upgrade-needed': row(
    'operator',
    5,
    'The cluster runs another Kubernetes version',
    'Set `kubernetes.version` to the version the cluster has; apply does not change the version of a cluster.',
  ),
  'image-pull-failed': row(
    'again',
    5,
    'An image could not be pulled',
    'Check `mirrors.images` and that the registry has the image named.',
  ),
  'init-failed': row(
    'operator',
    5,
    'kubeadm init failed',
    'See its last lines; after the cause is mended, `slipway retry` resets what is half made and starts again.',
  ),
  'join-failed': row(
    'operator',
    5,
    'kubeadm join failed',
    'See its last lines; often the API server is not reachable from this host.',
  ),
} as const satisfies Record<string, FailureRow>;
