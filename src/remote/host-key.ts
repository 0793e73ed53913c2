import { createHash } from 'node:crypto';
import type { Pins } from './known-hosts.ts';

/** A verifier for one connection and, after it refused a key, the reason. */
export interface HostKeyCheck {
  /** Gives exactly `true` or `false`: ssh2 takes a promise or any other value for a yes. Called again at each rekey. */
  readonly verify: (key: Buffer) => boolean;
  /** The refusal, or undefined while none happened. */
  refusal(): HostKeyRefusal | undefined;
}

/** Why a host key was refused. */
export interface HostKeyRefusal {
  readonly code: 'host-key-unknown' | 'host-key-changed';
  readonly reason: string;
}

/** `ssh-ed25519 SHA256:…` as `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  const type = key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
  return `${type} SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Judges host keys by the pins of `machine`, which were read before. */
export function checkHostKey(machine: string, file: string, pins: Pins): HostKeyCheck {
  let refused: HostKeyRefusal | undefined;
  const judge = (key: Buffer): HostKeyRefusal | undefined => {
    const blob = key.toString('base64');
    const shown = fingerprint(key);
    if (pins.revoked.includes(blob)) {
      return { code: 'host-key-changed', reason: `${machine} shows ${shown}, which ${file} marks as revoked` };
    }
    if (pins.trusted.includes(blob)) return undefined;
    if (pins.trusted.length === 0) {
      return { code: 'host-key-unknown', reason: `${machine} shows ${shown}; ${file} has no key of it` };
    }
    const pinned = pins.trusted.map((known) => fingerprint(Buffer.from(known, 'base64'))).join(', ');
    return { code: 'host-key-changed', reason: `${machine} shows ${shown}; ${file} pins ${pinned}` };
  };
  return {
    verify: (key) => {
      refused = judge(key);
      return refused === undefined;
    },
    refusal: () => refused,
  };
}
