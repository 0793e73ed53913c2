import ssh2 from 'ssh2';
import type { AgentAuthMethod, ParsedKey, PublicKeyAuthMethod } from 'ssh2';
import type { KeyRef } from '../model/cluster.ts';
import { SlipwayError } from '../model/failure.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { Environment } from './resolve-secret.ts';

/** The one authentication method a connection uses: nothing else is tried, since each try counts at the host. */
export type Credentials = PublicKeyAuthMethod | AgentAuthMethod;

function missing(message: string): SlipwayError {
  return new SlipwayError('secret-missing', message);
}

/** How `user` logs in by `ssh.key`. `secret-missing` says what is not there, or that the key file has a passphrase. */
export async function readCredentials(user: string, ref: KeyRef, environment: Environment): Promise<Credentials> {
  if ('agent' in ref) {
    const agent = environment['SSH_AUTH_SOCK'];
    if (!agent) throw missing('ssh.key: SSH_AUTH_SOCK is not set in the worker, so there is no SSH agent to ask');
    return { type: 'agent', username: user, agent };
  }
  const where = 'env' in ref ? `the variable ${ref.env}` : ref.file;
  const text = (await resolveSecret(ref, 'ssh.key', environment)).reveal();
  const key = firstKey(ssh2.utils.parseKey(text));
  if (key instanceof Error) {
    throw /passphrase|encrypted/i.test(key.message)
      ? missing(
          `ssh.key: the key in ${where} has a passphrase; use the SSH agent (\`agent: true\`) or a key without one`,
        )
      : missing(`ssh.key: ${where} has no private key that can be used (${key.message})`);
  }
  if (!key.isPrivateKey()) throw missing(`ssh.key: ${where} holds a public key; the private key is needed`);
  return { type: 'publickey', username: user, key: text };
}

/** The OpenSSH format allows several keys in a file, and ssh2 then gives a list, which its types do not say. */
function firstKey(parsed: ParsedKey | Error | readonly ParsedKey[]): ParsedKey | Error {
  if (parsed instanceof Error || !('length' in parsed)) return parsed;
  return parsed[0] ?? new Error('the file is empty');
}
