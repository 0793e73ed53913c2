import { randomBytes } from 'node:crypto';
import type { Shell } from '../shell/sh.ts';

/** A script as it travels, and how its output is told from what the login printed before. */
export interface Envelope {
  /** For the standard input of `/bin/sh -s`. */
  readonly input: string;
  /** What the script itself wrote to a stream, or undefined where it never began. */
  read(stream: Buffer): Buffer | undefined;
  /** Whether that standard output has its end: without it the script was killed, or a part of the output is missing. */
  isWhole(stdout: Buffer): boolean;
}

/**
 * Wraps a script so that a part of it does nothing: the shell reads the whole function before it calls it, and where
 * standard input is cut, the call never comes. Its output begins with an unguessable line on both streams, and its standard
 * output ends with one, however the script ends itself.
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
    `( slipway_${nonce} ) < /dev/null; slipway_code=$?; echo ${nonce}.; exit "$slipway_code"`,
    '',
  ].join('\n');
  const first = `${nonce}\n`;
  const last = `${nonce}.\n`;
  return {
    input,
    read: (stream) => {
      const from = stream.indexOf(first);
      if (from === -1) return undefined;
      const to = stream.lastIndexOf(last);
      return stream.subarray(from + first.length, to === -1 ? undefined : to);
    },
    isWhole: (stdout) => stdout.lastIndexOf(last) !== -1,
  };
}
