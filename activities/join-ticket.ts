import { cancellationDetails } from '@temporalio/activity';
import { apiPort } from '../src/model/cluster.ts';
import type { JobTask } from '../src/model/task.ts';
import { SlipwayError } from '../src/model/failure.ts';
import type { FailureCode } from '../src/model/failure.ts';
import { discoveryFile, renderDiscovery, renderKubeadmJoin } from '../src/render/kubeadm.ts';
import { Secret } from '../src/shell/secret.ts';
import { sh } from '../src/shell/sh.ts';
import type { HostStep } from '../src/steps/define-step.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';

type Secrets = Readonly<Record<string, Secret>>;

/**
 * Mints what a join needs right before it runs and revokes it after: a token made at the start of a build may have expired
 * when a parked node is tried again. The token exists in this process, on standard input and in the host's memory only.
 */
export async function withTicket<T>(
  deps: Dependencies,
  step: HostStep,
  task: JobTask,
  body: (secrets?: Secrets) => Promise<T>,
): Promise<T> {
  if (step.ticket !== 'join') return body();
  const controlPlane = targetOf(task.settings, task.controlPlane);
  const { stdout, stderr, code } = await deps.remote.run(
    controlPlane,
    sh`kubeadm --kubeconfig /etc/kubernetes/admin.conf token create --ttl 20m --description ${`slipway: ${task.host.name}`} && cat /etc/kubernetes/pki/ca.crt`,
  );
  const [, token, ca] = /^(\w{6}\.\w{16})\s+(-----BEGIN CERTIFICATE-----[^]*)$/.exec(stdout) ?? [];
  if (code !== 0 || !token || !ca)
    throw new SlipwayError('api-unreachable', 'the control plane did not make a join token', { tail: stderr });
  const ticket = { endpoint: `${task.controlPlane.address}:${apiPort}`, token, ca };
  const revoke = sh`kubeadm --kubeconfig /etc/kubernetes/admin.conf token delete ${token.split('.')[0] ?? ''}`;
  let over = true;
  try {
    return await body({
      'join.yaml': new Secret(renderKubeadmJoin(task, ticket)),
      [discoveryFile]: new Secret(renderDiscovery(ticket)),
    });
  } catch (error) {
    over = jobIsOver(error);
    throw error;
  } finally {
    if (over) await deps.remote.run(controlPlane, revoke).catch(() => undefined);
  }
}

/** Failures after which the job may well go on on its host, with its token in use; that expires by itself. */
const unknown: ReadonlySet<FailureCode> = new Set([
  'connection-lost',
  'host-unreachable',
  'job-conflict',
  'job-fenced',
]);

/** False where this worker stopped looking before the job ended, as it does when it shuts down. */
function jobIsOver(error: unknown): boolean {
  if (error instanceof SlipwayError) return !unknown.has(error.code);
  return cancellationDetails()?.cancelRequested === true;
}
