import type { Mistake } from './mistake.ts';

/** One mistake in each row: ssh and secrets. */
export const sshAndSecrets: readonly Mistake[] = [
  {
    name: 'a user with a host',
    change: ['user: ops', 'user: ops@cp-1'],
    at: '8:11',
    what: '"ops@cp-1" is not a user name',
    instead: 'Write the user alone: `ops`.',
  },
  {
    name: 'a port out of range',
    change: ['user: ops', 'user: ops\n    port: 70000'],
    at: '9:11',
    what: '`port` is 70000, which is out of range',
    instead: 'Write a number from 1 to 65535.',
  },
  {
    name: 'no key',
    change: ['    key: { agent: true }\n', ''],
    at: '7:3',
    what: '`key` is missing in `spec.ssh`',
    instead: 'Add it: `key: { file: ~/.ssh/id_ed25519 }`.',
  },
  {
    name: 'a key that is a path alone',
    change: ['key: { agent: true }', 'key: ~/.ssh/id_ed25519'],
    at: '9:10',
    what: '`key` says which key to use in one of three ways, not directly',
    instead:
      'Write `key: { file: ~/.ssh/id_ed25519 }`, `key: { env: NAME }` or, for a running SSH agent, `key: { agent: true }`.',
  },
  {
    name: 'a key in two ways',
    change: ['key: { agent: true }', 'key: { file: ./id, env: KEY }'],
    at: '9:10',
    what: '`file` and `env` are both given',
    instead:
      'Keep one of them. Write `key: { file: ~/.ssh/id_ed25519 }`, `key: { env: NAME }` or, for a running SSH agent, `key: { agent: true }`.',
  },
  {
    name: 'a key in no way',
    change: ['key: { agent: true }', 'key: {}'],
    at: '9:10',
    what: 'it is not said where the secret is',
    instead:
      'Write `key: { file: ~/.ssh/id_ed25519 }`, `key: { env: NAME }` or, for a running SSH agent, `key: { agent: true }`.',
  },
  {
    name: 'a pasted private key',
    change: ['key: { agent: true }', 'key: |\n      -----BEGIN OPENSSH PRIVATE KEY-----\n      hunter2\n'],
    at: '9:10',
    what: 'a private key is pasted into the cluster file; whoever reads the file can log in everywhere',
    instead: 'Take it out, replace the key pair if the file was shared, and write `key: { file: ~/.ssh/id_ed25519 }`.',
  },
  {
    name: 'a private key pasted as a path',
    change: ['key: { agent: true }', 'key: { file: "-----BEGIN RSA PRIVATE KEY----- hunter2" }'],
    at: '9:18',
    what: 'a private key is pasted into the cluster file; whoever reads the file can log in everywhere',
    instead: 'Take it out, replace the key pair if the file was shared, and write `key: { file: ~/.ssh/id_ed25519 }`.',
  },
  {
    name: 'the public half of a key',
    change: ['key: { agent: true }', 'key: { file: ~/.ssh/id_ed25519.pub }'],
    at: '9:18',
    what: 'this is the public half of a key',
    instead: 'Write the path of the private key: the same without `.pub`.',
  },
  {
    name: 'an environment variable that is a value',
    change: ['key: { agent: true }', 'key: { env: "hunter2 & co" }'],
    at: '9:17',
    what: '`env` holds something else than the name of an environment variable',
    instead: 'Write the name of the variable, such as OPS_SUDO; its value stays out of the file.',
  },
  {
    name: 'a password for the login',
    change: ['user: ops', 'user: ops\n    password: hunter2'],
    at: '9:5',
    what: '`password` is not a key of `spec.ssh`: hosts are opened with a key, not a password',
    instead:
      'Where sudo asks for a password, write `sudo: { password: { env: OPS_SUDO } }`. Never write the password itself.',
  },
  {
    name: 'a sudo password in the file',
    change: ['user: ops', 'user: ops\n    sudo: { password: hunter2 }'],
    at: '9:23',
    what: 'the sudo password stands in the cluster file; whoever reads the file can become root everywhere',
    instead:
      'Take it out, change it if the file was shared, and write `password: { env: OPS_SUDO }` or `password: { file: PATH }`.',
  },
  {
    name: 'sudo as a switch',
    change: ['user: ops', 'user: ops\n    sudo: true'],
    at: '9:11',
    what: '`sudo` is for hosts whose sudo asks for a password',
    instead:
      'Remove the key where sudo asks for nothing; where it does, write `sudo: { password: { env: OPS_SUDO } }` or `sudo: { password: { file: PATH } }`.',
  },
  {
    name: 'host keys switched off',
    change: ['user: ops', 'user: ops\n    knownHosts: /dev/null'],
    at: '9:17',
    what: '"/dev/null" would switch the check of host keys off',
    instead: 'Write the path of a known_hosts file, or remove the key for ~/.ssh/known_hosts.',
  },
  {
    name: 'a bastion with a user in its address',
    change: ['user: ops', 'user: ops\n    bastion: { address: jump@bastion.example.com }'],
    at: '9:25',
    what: '"jump@bastion.example.com" holds a user',
    instead: 'Write `bastion.example.com` here; users are set with `user` under `ssh` or `bastion`.',
  },
  {
    name: 'a bastion whose DNS name has capitals',
    change: ['user: ops', 'user: ops\n    bastion: { address: Bastion.example.com }'],
    at: '9:25',
    what: '"Bastion.example.com" has capital letters',
    instead: 'Write `bastion.example.com`.',
  },
  {
    name: 'a bastion whose DNS name is none',
    change: ['user: ops', 'user: ops\n    bastion: { address: jump_host.example.com }'],
    at: '9:25',
    what: '"jump_host.example.com" is neither an IPv4 address nor a DNS name',
    instead: 'Write an IPv4 address such as 10.88.0.11, or a DNS name such as bastion.example.com.',
  },
];
