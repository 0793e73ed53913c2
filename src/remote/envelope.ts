import { randomBytes } from 'node:crypto';
import type { Shell } from '../shell/sh.ts';

/** A script as it travels, and how its output is told from what the login printed before. */
export interface Envelope {
  /** For the standard input of `/bin/sh -s`. */
  readonly input: string;
  /** What the script itself wrote to a stream, or undefined where it never began. */
  read(stream: Buffer): Buffer | undefined;
}

/**
 * Wraps a script so that a part of it does nothing: the shell reads the whole function before it calls it, and where
 * standard input is cut, the call never comes. Its output begins with an unguessable line on both streams.
 */
export function wrapScript(script: Shell): Envelope {
  const nonce = randomBytes(16).toString('hex');
  const input = [
    `slipway_${nonce}() {`,
    `echo ${nonce}; echo ${nonce} >&2`,
    'export LC_ALL=C HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'umask 077; cd /',
    script.text,
    '}',
    `slipway_${nonce} < /dev/null; exit`,
    '',
  ].join('\n');
  return {
    input,
    read: (stream) => {
      const at = stream.indexOf(`${nonce}\n`);
      return at === -1 ? undefined : stream.subarray(at + nonce.length + 1);
    },
  };
}
