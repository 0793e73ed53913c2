import { z } from 'zod';
import type { Finding } from './finding.ts';
import { checked } from './finding.ts';

const privateKey = /PRIVATE KEY/;

/** The finding for a private key that stands in the file itself. */
export const pastedKey: Finding = {
  what: 'a private key is pasted into the cluster file; whoever reads the file can log in everywhere',
  instead: 'Take it out, replace the key pair if the file was shared, and write `key: { file: ~/.ssh/id_ed25519 }`.',
  secret: true,
};

function checkFile(path: string): Finding | undefined {
  if (privateKey.test(path)) return pastedKey;
  if (path.trim() === '' || path.includes('\n')) {
    return { what: 'this is not the path of a file', instead: 'Write a path such as ~/.ssh/id_ed25519.', secret: true };
  }
  if (!path.endsWith('.pub')) return undefined;
  const instead = 'Write the path of the private key: the same without `.pub`.';
  return { what: 'this is the public half of a key', instead };
}

function checkEnv(name: string): Finding | undefined {
  if (privateKey.test(name)) return pastedKey;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return undefined;
  return {
    what: '`env` holds something else than the name of an environment variable',
    instead: 'Write the name of the variable, such as OPS_SUDO; its value stays out of the file.',
    secret: true,
  };
}

/** The ways to refer to a secret. */
export const secretWays = {
  file: checked(z.string(), checkFile).exactOptional().meta({
    description:
      'Path of a file on the machine that runs the worker, relative to this file; `~` is the home directory.',
  }),
  env: checked(z.string(), checkEnv).exactOptional().meta({
    description: 'Name of an environment variable of the worker.',
    pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  }),
};

/** Looks whether exactly one way is given. `choice`: the sentence that names the ways. */
export function oneWay(choice: string): (value: object) => Finding | undefined {
  return (value) => {
    const ways = Object.keys(value).map((way) => `\`${way}\``);
    if (ways.length === 1) return undefined;
    const what = ways.length === 0 ? 'it is not said where the secret is' : `${ways.join(' and ')} are both given`;
    return { what, instead: `${ways.length === 0 ? '' : 'Keep one of them. '}${choice}` };
  };
}

/** A secret that the worker finds in a file or in an environment variable. */
export const secretSchema = checked(
  z.strictObject(secretWays),
  oneWay('Write `{ env: NAME }` or `{ file: PATH }`.'),
).meta({ minProperties: 1, maxProperties: 1 });
