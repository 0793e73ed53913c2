import { readFile } from 'node:fs/promises';
import type { SecretRef } from '../model/cluster.ts';
import { SlipwayError } from '../model/failure.ts';
import { Secret } from '../shell/secret.ts';
import { errorField } from './error-facts.ts';

/** Environment variables of this process, handed in by whoever composes it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text a reference stands for. `what` names it in errors: `secret-missing` says which file or variable is not there. */
export async function resolveSecret(ref: SecretRef, what: string, environment: Environment): Promise<Secret> {
  if ('env' in ref) {
    const value = environment[ref.env];
    if (value) return new Secret(value);
    throw new SlipwayError('secret-missing', `${what}: the environment variable ${ref.env} is not set in the worker`);
  }
  try {
    const text = await readFile(ref.file, 'utf8');
    if (text.trim() !== '') return new Secret(text);
  } catch (error) {
    const code = errorField(error, 'code');
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code)})`;
    throw new SlipwayError('secret-missing', `${what}: ${ref.file} ${reason} on the worker`, { cause: error });
  }
  throw new SlipwayError('secret-missing', `${what}: ${ref.file} is empty`);
}
