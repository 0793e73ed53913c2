import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What a known_hosts file says of one machine. Keys are SSH wire blobs in base64, as the file has them. */
export interface Pins {
  readonly trusted: readonly string[];
  readonly revoked: readonly string[];
  /** Key types in the order of the file, such as `ssh-ed25519`. */
  readonly types: readonly string[];
}

/** How known_hosts spells a machine: the bare name on port 22, else `[name]:port`. */
export function hostPattern(address: string, port: number): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

function names(patterns: string, host: string): boolean {
  if (!patterns.startsWith('|1|')) return patterns.split(',').some((name) => name.toLowerCase() === host.toLowerCase());
  const [, , salt = '', digest = ''] = patterns.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64') === digest;
}

/** The keys pinned for a machine (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain and hashed names, `@revoked`; no wildcards. */
export function pinsOf(text: string, address: string, port: number): Pins {
  const host = hostPattern(address, port);
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => !fields[0]?.startsWith('#'))
    .map((fields) => (fields[0]?.startsWith('@') ? fields : ['', ...fields]))
    .map(([marker = '', patterns = '', type = '', key = '']) => ({ marker, patterns, type, key }))
    .filter((row) => row.key !== '' && names(row.patterns, host));
  const trusted = rows.filter((row) => row.marker === '');
  return {
    trusted: trusted.map((row) => row.key),
    revoked: rows.filter((row) => row.marker === '@revoked').map((row) => row.key),
    types: [...new Set(trusted.map((row) => row.type))],
  };
}

/** The pins of a machine, read anew at every connection so that a corrected file counts at once. A missing file pins nothing. */
export async function readPins(file: string, address: string, port: number): Promise<Pins> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return pinsOf(text, address, port);
}
