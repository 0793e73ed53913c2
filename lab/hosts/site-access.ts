import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { runProgram } from '../content/run-program.ts';
import type { Site, SiteHost } from '../site-shape.ts';
import { hostDisk } from '../paths.ts';

/** The keys that people and the product log in with, kept where `up` writes its output. */
export interface Access {
  readonly keyFile: string;
  readonly publicKey: string;
  readonly knownHosts: string;
  /** The login user's sudo password, where the site asks for one, and the file that has it. */
  readonly password?: { readonly text: string; readonly file: string };
}

/** Makes the login key and the sudo password of a site, or gives those it made before. */
export async function ensureAccess(site: Site, output: string): Promise<Access> {
  await mkdir(output, { recursive: true });
  const keyFile = join(output, 'id_ed25519');
  await ensureKey(keyFile, `${site.login.user}@${site.name}`);
  const access = {
    keyFile,
    publicKey: await readFile(`${keyFile}.pub`, 'utf8'),
    knownHosts: join(output, 'known_hosts'),
  };
  if (site.login.sudo === 'nopasswd') return access;
  const file = join(output, 'sudo_password');
  if (!existsSync(file)) await writeFile(file, `${randomBytes(12).toString('base64url')}\n`, { mode: 0o600 });
  return { ...access, password: { file, text: (await readFile(file, 'utf8')).trim() } };
}

/** The host's SSH key: kept beside its disk, not on it, so that a host with a fresh disk is still recognised. */
export async function ensureHostKey(site: string, host: string): Promise<string> {
  await mkdir(hostDisk(site, host), { recursive: true });
  const file = join(hostDisk(site, host), 'ssh_host_ed25519_key');
  await ensureKey(file, host);
  return file;
}

/** Throws a host's SSH key away: the next disk gets a new one, which nobody knows yet. */
export async function discardHostKey(site: string, host: string): Promise<void> {
  const file = join(hostDisk(site, host), 'ssh_host_ed25519_key');
  for (const suffix of ['', '.pub']) await rm(file + suffix, { force: true });
}

async function ensureKey(file: string, comment: string): Promise<void> {
  if (existsSync(file) && existsSync(`${file}.pub`)) return;
  await runProgram('bash', [
    '-c',
    'rm -f "$1" && ssh-keygen -q -t ed25519 -N "" -C "$2" -f "$1"',
    'key',
    file,
    comment,
  ]);
  await chmod(file, 0o600);
}

/** Pins the keys of all hosts of a site. */
export async function writeKnownHosts(site: Site, access: Access): Promise<void> {
  const line = async (host: SiteHost): Promise<string> => {
    const key = await readFile(`${await ensureHostKey(site.name, host.name)}.pub`, 'utf8');
    return `${host.address} ${key.split(' ').slice(0, 2).join(' ')}\n`;
  };
  await writeFile(access.knownHosts, (await Promise.all(site.hosts.map(line))).join(''));
}
