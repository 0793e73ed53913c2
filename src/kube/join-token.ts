import { randomInt } from 'node:crypto';
import { hasStatus, ifThere } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';

const namespace = 'kube-system';
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** What a token is for, as `kubeadm token list` shows it, and the end of its time. */
export interface TokenTerms {
  readonly description: string;
  readonly expires: Date;
}

/**
 * Makes a bootstrap token that lets one node ask for a certificate, as `kubeadm token create` does in seconds where the processors are
 * taken. It signs no `cluster-info`: nobody finds the cluster by it. Gives `ID.SECRET`.
 */
export async function mintToken(client: ClusterClient, { description, expires }: TokenTerms): Promise<string> {
  const [id, secret] = [random(6), random(16)];
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretName(id), namespace },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': id,
      'token-secret': secret,
      description,
      expiration: expires.toISOString(),
      'usage-bootstrap-authentication': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    },
  };
  try {
    await client.core.createNamespacedSecret({ namespace, body });
  } catch (error) {
    // The id is of this moment alone: what is there is this one, whose request was sent twice.
    if (!hasStatus(error, 409)) throw error;
  }
  return `${id}.${secret}`;
}

/** Takes a token's rights away, where it still has any. */
export async function revokeToken(client: ClusterClient, token: string): Promise<void> {
  const name = secretName(token.split('.', 1)[0] ?? '');
  await ifThere(client.core.deleteNamespacedSecret({ name, namespace }));
}

function secretName(id: string): string {
  return `bootstrap-token-${id}`;
}

function random(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
