import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../lab/content/run-program.ts';
import type { SigningKey } from '../../lab/content/site/signing-key.ts';
import type { TroubledKeys } from './troubled-packages.ts';

/** A key of 2022 that was good for two years and was extended in 2023, as the one of the procedure was; and another key. */
export async function makeKeys(folder: string): Promise<TroubledKeys> {
  // A short path: the socket of gpg's agent has at most 107 characters.
  const home = await mkdtemp(join(tmpdir(), 'slipway-gpg-'));
  const gpg = (...args: readonly string[]): Promise<string> =>
    runProgram('gpg', [
      '--homedir',
      home,
      '--batch',
      '--quiet',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      ...args,
    ]);

  async function make(owner: string, time: readonly string[], expires: string): Promise<string> {
    await gpg(...time, '--quick-generate-key', `${owner} <${owner}@slipway.invalid>`, 'rsa2048', 'sign', expires);
    const listed = await gpg('--list-keys', '--with-colons', `${owner}@slipway.invalid`);
    return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? '';
  }
  async function save(fingerprint: string, name: string): Promise<SigningKey> {
    const [publicFile, secretFile] = [join(folder, `${name}.asc`), join(folder, `${name}.secret.asc`)];
    await writeFile(publicFile, await gpg('--armor', '--export', fingerprint));
    await writeFile(secretFile, await gpg('--armor', '--export-secret-keys', fingerprint), { mode: 0o600 });
    return { fingerprint, publicFile, secretFile };
  }

  try {
    const fingerprint = await make('packages', ['--faked-system-time', '20220101T000000'], '2y');
    const { publicFile: expiredFile } = await save(fingerprint, 'expired');
    await gpg('--faked-system-time', '20230601T000000', '--quick-set-expire', fingerprint, '20y');
    const pinned = await save(fingerprint, 'extended');
    const other = await save(await make('stranger', [], 'never'), 'other');
    return { pinned, expiredFile, other };
  } finally {
    await runProgram('gpgconf', ['--homedir', home, '--kill', 'all']).catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  }
}
