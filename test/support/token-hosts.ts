import { SlipwayError } from '../../src/model/failure.ts';
import type { JobResult, Remote, RunResult } from '../../src/remote/remote.ts';

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
export function tokenHosts(): TokenHosts {
  const clock = { minutes: 0 };
  const minted: string[] = [];
  const brought: string[] = [];
  const troubles: TokenHosts['troubles'] = [];
  const expiry = new Map<string, number>();
  const valid = (): readonly string[] => minted.filter((token) => (expiry.get(token) ?? 0) > clock.minutes);

  function onControlPlane(script: string): RunResult {
    const ttl = /kubeadm .*token create --ttl (\d+)m .* cat .*ca\.crt/.exec(script)?.[1];
    const revoked = /kubeadm .*token delete (\S+)/.exec(script)?.[1];
    if (ttl !== undefined) {
      const token = `${String(minted.length).padStart(6, 'a')}.0123456789abcdef`;
      minted.push(token);
      expiry.set(token, clock.minutes + Number(ttl));
      const ca = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
      return { code: 0, stdout: `${token}\n${ca}\n`, stderr: '', milliseconds: 1 };
    }
    if (revoked === undefined) throw new Error(`the control plane was asked for something else: ${script}`);
    for (const token of minted) if (token.startsWith(`${revoked}.`)) expiry.delete(token);
    return { code: 0, stdout: '', stderr: '', milliseconds: 1 };
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
      forward: elsewhere,
      close: elsewhere,
    },
  };
}
