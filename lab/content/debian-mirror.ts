import { runProgram } from './run-program.ts';

/** The Debian release that hosts and images are made of. */
export const debianSuite = 'trixie';

/** The archive's signing keys, as the package debian-archive-keyring brings them. */
export const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The address of a Debian mirror: SLIPWAY_DEBIAN_MIRROR, else the one this machine's own apt uses.
 * Throws when apt here knows no Debian archive.
 */
export async function debianMirror(): Promise<string> {
  const chosen = process.env['SLIPWAY_DEBIAN_MIRROR'];
  if (chosen) return chosen;
  const listed = await runProgram('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const mirror = listed.split('\n').find((address) => /\/debian\/?$/.test(address));
  if (mirror) return mirror;
  throw new Error('apt on this machine knows no Debian mirror; set SLIPWAY_DEBIAN_MIRROR to the address of one');
}
