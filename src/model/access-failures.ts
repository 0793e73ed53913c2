import { row } from './failure-row.ts';
import type { FailureRow } from './failure-row.ts';

/** Failures of the input (exit code 2) and of reaching a host (3). */
export const accessFailures = {
  'spec-invalid': row(
    'operator',
    2,
    'The cluster file has mistakes',
    'Correct each place named and run the command again.',
  ),
  // Another worker of the right version may take the next attempt.
  'version-mismatch': row(
    'again',
    2,
    'What a build was begun with is not what this version of Slipway understands',
    'Run all workers and commands of one version. Where the build is too old for it: name the cluster file with -f, or abort the build and apply the file again.',
  ),
  'secret-missing': row(
    'operator',
    2,
    'A secret that the cluster file refers to is not there',
    'Create the file or set the variable on the machine that runs the worker, then `slipway retry`.',
  ),
  'preflight-failed': row(
    'operator',
    4,
    'Hosts are not ready to become nodes; nothing was changed',
    'Mend every problem listed and apply again.',
  ),
  'host-unreachable': row(
    'again',
    3,
    'The host does not answer on its SSH port',
    'Check address, port, routing and whether the machine is up.',
  ),
  'host-key-unknown': row(
    'operator',
    3,
    'The host key is not in the known_hosts file',
    'Verify the key by another way, then add it: `ssh-keyscan -t ed25519 ADDRESS >> known_hosts`.',
  ),
  'host-key-changed': row(
    'operator',
    3,
    'The host shows another key than the pinned one',
    'If the machine was reinstalled, replace its line in known_hosts; if not, somebody may be in between.',
  ),
  'ssh-auth-failed': row(
    'operator',
    3,
    'The host refused the login',
    'Check `ssh.user` and `ssh.key`, and that the public key is in the authorized_keys of that user.',
  ),
  'ssh-handshake-failed': row(
    'operator',
    3,
    'Client and host agree on no SSH algorithm',
    'The message names both sides; enable curve25519-sha256 or ecdh-sha2-nistp256 on the host.',
  ),
  'sudo-refused': row(
    'operator',
    3,
    'The login user may not become root',
    'Allow sudo without a password, or set `ssh.sudo.password`.',
  ),
  'sudo-password-wrong': row(
    'operator',
    3,
    'sudo does not accept the password',
    'Correct the secret that `ssh.sudo.password` refers to.',
  ),
  'connection-lost': row(
    'again',
    3,
    'The connection broke; the outcome is unknown',
    'Nothing to do: Slipway connects again and looks at the result.',
  ),
} as const satisfies Record<string, FailureRow>;
