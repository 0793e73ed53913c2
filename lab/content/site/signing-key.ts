import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cachedFolder, cacheRoot } from '../cache.ts';
import { runProgram } from '../run-program.ts';

/** The lab's key for packages and repositories. It is made once per cache and protects nothing outside the lab. */
export interface SigningKey {
  /** 40 hex digits, upper case. */
  readonly fingerprint: string;
  /** The armored public key. */
  readonly publicFile: string;
  /** The armored secret key, without a passphrase. */
  readonly secretFile: string;
}

const owner = 'Slipway lab packages <packages@slipway.invalid>';

/** Gives the key; makes it when the cache has none. */
export async function signingKey(): Promise<SigningKey> {
  const folder = await cachedFolder(join(cacheRoot(), 'signing-key'), async (draft) => {
    await inKeyring(async (gpg) => {
      await gpg(['--passphrase', '', '--quick-generate-key', owner, 'rsa3072', 'sign', 'never']);
      const listed = await gpg(['--list-keys', '--with-colons']);
      const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1];
      if (!fingerprint) throw new Error('gpg made a key but does not list it');
      await writeFile(join(draft, 'fingerprint'), fingerprint);
      await writeFile(join(draft, 'public.asc'), await gpg(['--armor', '--export', fingerprint]));
      const secret = await gpg(['--armor', '--pinentry-mode', 'loopback', '--passphrase', '', '--export-secret-keys']);
      await writeFile(join(draft, 'secret.asc'), secret, { mode: 0o600 });
    });
  });
  return {
    fingerprint: await readFile(join(folder, 'fingerprint'), 'utf8'),
    publicFile: join(folder, 'public.asc'),
    secretFile: join(folder, 'secret.asc'),
  };
}

/** Signs files with the key. */
export interface Signer {
  /** Writes an armored signature of `file` to `to`. */
  detached(file: string, to: string): Promise<void>;
  /** Writes the text of `file` with its signature around it to `to`. */
  inline(file: string, to: string): Promise<void>;
}

/** Runs work that signs. */
export async function withSigner(key: SigningKey, work: (signer: Signer) => Promise<void>): Promise<void> {
  await inKeyring(async (gpg) => {
    await gpg(['--import', key.secretFile]);
    const sign = async (how: readonly string[], file: string, to: string): Promise<void> => {
      await gpg(['--yes', '--digest-algo', 'SHA512', '-u', key.fingerprint, ...how, '-o', to, file]);
    };
    await work({
      detached: (file, to) => sign(['--armor', '--detach-sign'], file, to),
      inline: (file, to) => sign(['--clearsign'], file, to),
    });
  });
}

type Gpg = (args: readonly string[]) => Promise<string>;

/** A keyring of its own with a short path (the agent's socket has at most 107 characters), and no agent afterwards. */
async function inKeyring(work: (gpg: Gpg) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'slipway-gpg-'));
  try {
    await work((args) => runProgram('gpg', ['--homedir', home, '--batch', '--quiet', ...args]));
  } finally {
    await runProgram('gpgconf', ['--homedir', home, '--kill', 'all']).catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  }
}
