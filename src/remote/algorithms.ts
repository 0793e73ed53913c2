import { getCiphers } from 'node:crypto';
import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';

const hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

const typeOf = (algorithm: ServerHostKeyAlgorithm): string => (algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);

/**
 * What is offered in the handshake, best first. Never group exchange: it blocks the event loop for more than a second.
 * Host key types that are pinned come first, or a host with several keys would show one that nobody verified.
 */
export function algorithmsFor(pinnedTypes: readonly string[]): Algorithms {
  const pinned = hostKeyAlgorithms.filter((algorithm) => pinnedTypes.includes(typeOf(algorithm)));
  return {
    kex: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group14-sha256',
    ],
    serverHostKey: [...pinned, ...hostKeyAlgorithms.filter((algorithm) => !pinned.includes(algorithm))],
    cipher: [
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'aes256-ctr',
      'aes192-ctr',
      'aes128-ctr',
      // OpenSSL in FIPS mode has no ChaCha20, and ssh2 refuses a list with a name it cannot offer.
      ...(getCiphers().includes('chacha20') ? (['chacha20-poly1305@openssh.com'] as const) : []),
    ],
    hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
    compress: ['none'],
  };
}
