import { z } from 'zod';
import { SlipwayError } from '../../src/model/failure.ts';
import type { JobResult, Remote, RunResult } from '../../src/remote/remote.ts';
import { adminConf, bodyOf, fakeApi, json, remoteTo } from './fake-api.ts';

/** What makes a Secret a bootstrap token, as Kubernetes documents it. */
const secretSchema = z.object({
  metadata: z.object({ name: z.string() }),
  type: z.literal('bootstrap.kubernetes.io/token'),
  stringData: z.object({
    'token-id': z.string().regex(/^[a-z0-9]{6}$/),
    'token-secret': z.string().regex(/^[a-z0-9]{16}$/),
    expiration: z.iso.datetime(),
    'usage-bootstrap-authentication': z.literal('true'),
    'auth-extra-groups': z.literal('system:bootstrappers:kubeadm:default-node-token'),
  }),
});

/** A control plane that gives out join tokens, a host that joins with them, and a clock that is moved by hand. */
export interface TokenHosts {
  /** What `activities` reach them by. */
  readonly remote: Remote;
  /** Minutes since the beginning. */
  readonly clock: { minutes: number };
  /** Every token that was ever made, in order. */
  readonly minted: string[];
  /** The token that each run of `kubeadm join` brought along, in order. */
  readonly brought: string[];
  /** Tokens that let a host in at this moment. */
  readonly valid: () => readonly string[];
  /** What happens to the next runs of `kubeadm join`, in order; those after that are as good as their tokens. */
  readonly troubles: ('fails' | 'is away for an hour')[];
}

/** Hosts on which nobody has joined yet. */
export async function tokenHosts(): Promise<TokenHosts> {
  const clock = { minutes: 0 };
  const minted: string[] = [];
  const brought: string[] = [];
  const troubles: TokenHosts['troubles'] = [];
  const expiry = new Map<string, Date>();
  // An hour ahead of this machine: what expires does so by the time of the control plane.
  const began = Date.now() + 3_600_000;
  const now = (): number => began + clock.minutes * 60_000;
  const valid = (): readonly string[] => minted.filter((token) => (expiry.get(token)?.getTime() ?? 0) > now());

  const { server, port } = await fakeApi(async (request, response) => {
    if (request.method === 'POST') {
      const { metadata, stringData } = secretSchema.parse(await bodyOf(request));
      const token = `${stringData['token-id']}.${stringData['token-secret']}`;
      minted.push(token);
      expiry.set(token, new Date(stringData.expiration));
      return json(response, 201, { metadata });
    }
    const id = /^\/api\/v1\/namespaces\/kube-system\/secrets\/bootstrap-token-(\w+)$/.exec(request.url)?.[1];
    for (const token of minted) if (token.startsWith(`${id}.`)) expiry.delete(token);
    return json(response, 200, {});
  });

  function onControlPlane(script: string): RunResult {
    const stdout = script.includes('/etc/kubernetes/admin.conf')
      ? adminConf
      : `${Math.round(now() / 1000)}\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`;
    return { code: 0, stdout, stderr: '', milliseconds: 1 };
  }

  function onWorker(config: string): JobResult {
    const token = /^ *tlsBootstrapToken: (\S+)$/m.exec(config)?.[1] ?? '';
    brought.push(token);
    const trouble = troubles.shift();
    if (trouble === 'is away for an hour') {
      clock.minutes += 60;
      throw new SlipwayError('connection-lost', 'the host has not answered');
    }
    const refused = 'unable to fetch the kubeadm-config ConfigMap: Unauthorized';
    const reason = trouble === 'fails' ? '[ERROR Port-10250]: Port 10250 is in use' : refused;
    const isIn = trouble === undefined && valid().includes(token);
    const tail = isIn
      ? '@slipway-outcome changed joined\n'
      : `${reason}\n@slipway-failure join-failed kubeadm join ended with 1\n`;
    return { exit: { code: isIn ? 0 : 1 }, tail, bytes: tail.length, truncated: false, seconds: 1, attached: false };
  }

  const elsewhere = (): never => {
    throw new Error('this is not part of a join');
  };
  return {
    clock,
    minted,
    brought,
    valid,
    troubles,
    remote: {
      run: async (_, script) => onControlPlane(script.text),
      follow: async (_, { secrets }) => onWorker(secrets?.['join.yaml']?.reveal() ?? ''),
      acknowledge: async () => undefined,
      stop: elsewhere,
      forward: (...way) => remoteTo(port).forward(...way),
      close: async () => {
        server.close();
      },
    },
  };
}
