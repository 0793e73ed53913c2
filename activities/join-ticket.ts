import { cancellationDetails } from '@temporalio/activity';
import { apiPort } from '../src/model/cluster.ts';
import type { JobTask } from '../src/model/task.ts';
import { SlipwayError } from '../src/model/failure.ts';
import type { FailureCode } from '../src/model/failure.ts';
import { mintToken, revokeToken } from '../src/kube/join-token.ts';
import type { Remote, Target } from '../src/remote/remote.ts';
import { discoveryFile, renderDiscovery, renderKubeadmJoin } from '../src/render/kubeadm.ts';
import { Secret } from '../src/shell/secret.ts';
import { sh } from '../src/shell/sh.ts';
import type { HostStep } from '../src/steps/define-step.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';

type Secrets = Readonly<Record<string, Secret>>;

/** How long a token lives where nobody revokes it. */
const tokenMinutes = 20;

/**
 * Mints what a join needs right before it runs and revokes it after: a token made at the start of a build may have expired
 * when a parked node is tried again. The token exists in this process, on standard input and in the host's memory only.
 */
export async function withTicket<T>(
  { remote, clusters }: Dependencies,
  step: HostStep,
  task: JobTask,
  body: (secrets?: Secrets) => Promise<T>,
): Promise<T> {
  if (step.ticket !== 'join') return body();
  const { settings, host, controlPlane } = task;
  const target = targetOf(settings, controlPlane);
  const [client, { ca, now }] = await Promise.all([
    clusters.connect(settings.name, target),
    authorityOf(remote, target),
  ]);
  const expires = new Date(now.getTime() + tokenMinutes * 60_000);
  const token = await mintToken(client, { description: `slipway: ${host.name}`, expires });
  const ticket = { endpoint: `${controlPlane.address}:${apiPort}`, token, ca };
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
    if (over) await revokeToken(client, token).catch(() => undefined);
  }
}

/** The authority of a cluster, and the time as its control plane has it, by which a token expires there. */
async function authorityOf(remote: Remote, controlPlane: Target): Promise<{ readonly ca: string; readonly now: Date }> {
  const { stdout, stderr, code } = await remote.run(controlPlane, sh`date +%s && cat /etc/kubernetes/pki/ca.crt`);
  const [, seconds, ca] = /^(\d+)\n(-----BEGIN CERTIFICATE-----[^]*)$/.exec(stdout) ?? [];
  if (code === 0 && seconds && ca) return { ca, now: new Date(Number(seconds) * 1000) };
  throw new SlipwayError('api-unreachable', 'the control plane has no certificate of its authority', {
    host: controlPlane.host.name,
    tail: stderr,
  });
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
