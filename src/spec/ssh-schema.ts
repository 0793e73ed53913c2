import { z } from 'zod';
import { checkAddress } from './address.ts';
import type { Finding } from './finding.ts';
import { checked, shown } from './finding.ts';
import { oneWay, secretSchema, secretWays } from './secret-schema.ts';

/** How to say which key opens the hosts. */
export const keyChoice =
  'Write `key: { file: ~/.ssh/id_ed25519 }`, `key: { env: NAME }` or, for a running SSH agent, `key: { agent: true }`.';

/** A TCP port. */
export const port = z.int().min(1).max(65_535);

function checkUser(name: string): Finding | undefined {
  if (/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(name)) return undefined;
  const instead = name.includes('@')
    ? `Write the user alone: \`${name.replace(/@.*$/, '')}\`.`
    : 'Write the login name alone, such as ops.';
  return { what: `${shown(name)} is not a user name`, instead };
}

function checkKnownHosts(path: string): Finding | undefined {
  if (/\s(?:ssh|ecdsa)-/.test(path)) {
    const what = '`knownHosts` is the path of a file, not a line of it';
    return { what, instead: 'Put the line into a file and write its path: `knownHosts: ./known_hosts`.' };
  }
  if (path.trim() !== '' && path !== '/dev/null' && path !== 'none') return undefined;
  const what = `${shown(path)} would switch the check of host keys off`;
  return { what, instead: 'Write the path of a known_hosts file, or remove the key for ~/.ssh/known_hosts.' };
}

const user = checked(z.string(), checkUser);

const agent = z.literal(true).exactOptional().meta({
  description: 'The SSH agent of the worker (`SSH_AUTH_SOCK`) has the key.',
});

const key = checked(z.strictObject({ ...secretWays, agent }), oneWay(keyChoice)).meta({
  description:
    'The private key: exactly one of `file`, `env`, `agent`. There is no default: which key opens the hosts is a decision.',
  examples: [{ file: '~/.ssh/id_ed25519' }],
  minProperties: 1,
  maxProperties: 1,
});

const sudo = z.strictObject({
  password: secretSchema.meta({
    examples: [{ env: 'OPS_SUDO' }],
    description: 'Where the worker finds the password: exactly one of `file`, `env`. Never the password itself.',
  }),
});

const bastion = z.strictObject({
  address: checked(z.string(), checkAddress).meta({
    description: 'IPv4 address or DNS name.',
    examples: ['203.0.113.7'],
  }),
  port: port.default(22).meta({ description: 'SSH port of the bastion.', minimum: 1, maximum: 65_535 }),
  user: user.exactOptional().meta({ description: 'Login user on the bastion. Default: `ssh.user`.' }),
});

/** The `ssh` section: how the hosts are reached. */
export const sshSchema = z
  .strictObject({
    user: user.meta({ description: 'Login user on every host: root, or a user who may sudo.', examples: ['ops'] }),
    port: port.default(22).meta({ description: 'SSH port of hosts that name none.', minimum: 1, maximum: 65_535 }),
    key,
    knownHosts: checked(z.string(), checkKnownHosts).default('~/.ssh/known_hosts').meta({
      description:
        'OpenSSH known_hosts file with the keys of all hosts, relative to this file. Host keys are always checked.',
    }),
    sudo: sudo.exactOptional().meta({ description: 'Only where sudo asks for a password.' }),
    bastion: bastion.exactOptional().meta({ description: 'A machine that all connections pass through.' }),
  })
  .meta({ description: 'How the worker reaches the hosts.' });
