import { readFile } from 'node:fs/promises';
import type { TemporalServerAddress } from '../config.ts';
import type { Environment } from '../dev/directories.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/** Where the Temporal server is and how it is reached. */
export interface ConnectionSettings {
  readonly namespace: string;
  readonly options: TemporalServerAddress;
}

/** What the flags say; they come before the environment. */
export interface ConnectionFlags {
  readonly address?: string;
  readonly namespace?: string;
}

/** The server that `slipway dev` starts. */
const defaultAddress = '127.0.0.1:7233';

/**
 * Flags, then the environment variables that all Temporal tools share: TEMPORAL_ADDRESS, _NAMESPACE, _API_KEY, _TLS,
 * _TLS_CLIENT_CERT_PATH, _TLS_CLIENT_KEY_PATH, _TLS_SERVER_CA_CERT_PATH, _TLS_SERVER_NAME. Throws where a file is missing.
 */
export async function connectionSettings(flags: ConnectionFlags, env: Environment): Promise<ConnectionSettings> {
  const address = flags.address || env['TEMPORAL_ADDRESS'] || defaultAddress;
  const apiKey = env['TEMPORAL_API_KEY'];
  const tls = await tlsOf(env);
  return {
    namespace: flags.namespace || env['TEMPORAL_NAMESPACE'] || 'default',
    options: { address, ...(apiKey ? { apiKey } : {}), ...(tls === undefined ? {} : { tls }) },
  };
}

async function tlsOf(env: Environment): Promise<TemporalServerAddress['tls']> {
  const [crt, key, ca] = await Promise.all([
    readSetting(env, 'TEMPORAL_TLS_CLIENT_CERT_PATH'),
    readSetting(env, 'TEMPORAL_TLS_CLIENT_KEY_PATH'),
    readSetting(env, 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'),
  ]);
  const name = env['TEMPORAL_TLS_SERVER_NAME'];
  if ((crt === undefined) !== (key === undefined)) {
    const hint = 'Set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH together.';
    throw new CommandError(exitCodes.input, 'A client certificate needs its key and the other way round', { hint });
  }
  if (crt || ca || name) {
    return {
      ...(crt && key ? { clientCertPair: { crt, key } } : {}),
      ...(ca ? { serverRootCACertificate: ca } : {}),
      ...(name ? { serverNameOverride: name } : {}),
    };
  }
  const wanted = env['TEMPORAL_TLS'];
  return wanted === undefined || wanted === '' ? undefined : ['1', 'true'].includes(wanted.toLowerCase());
}

async function readSetting(env: Environment, name: string): Promise<Buffer | undefined> {
  const path = env[name];
  if (!path) return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    throw new CommandError(exitCodes.input, `${name} names a file that cannot be read: ${path}`, {
      hint: 'Correct the path.',
      cause,
    });
  }
}
