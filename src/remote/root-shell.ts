import { randomBytes } from 'node:crypto';
import type { SshAccess } from '../model/cluster.ts';
import { SlipwayError } from '../model/failure.ts';
import { Secret } from '../shell/secret.ts';
import type { Connection } from './connection.ts';
import { exchange } from './exchange.ts';
import type { Ending } from './exchange.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { Environment } from './resolve-secret.ts';

/** How a root shell that reads its script from standard input is had on a connection. */
export interface RootShell {
  /** The command line for the login shell, and what must come before the script. The host ends it after `seconds`. */
  start(seconds: number): { readonly command: string; readonly preamble: string };
}

/** Whoever logs in, and how that user becomes root. */
export interface Privilege {
  readonly ssh: SshAccess;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
}

const probeSeconds = 30;
const timed = (seconds: number): string => `timeout -k 5 ${Math.ceil(seconds)}`;
const withPassword = `env LC_ALL=C sudo -k -S -p '' --`;

const direct: RootShell = { start: (seconds) => ({ command: `${timed(seconds)} /bin/sh -s`, preamble: '' }) };
const sudo: RootShell = { start: (seconds) => ({ command: `sudo -n -- ${timed(seconds)} /bin/sh -s`, preamble: '' }) };

/**
 * The password is the first line of standard input. Where sudo does not ask for it, the line would reach the shell, so
 * a loader drops every line up to a random one; nothing before that is run or shown.
 */
function sudoByPassword(password: Secret): RootShell {
  return {
    start: (seconds) => {
      const gate = randomBytes(16).toString('hex');
      const loader = `while IFS= read -r line; do if [ "$line" = ${gate} ]; then exec /bin/sh -s; fi; done; exit 1`;
      return {
        command: `${withPassword} ${timed(seconds)} /bin/sh -c '${loader}'`,
        preamble: `${password.reveal()}\n${gate}\n`,
      };
    },
  };
}

/** Finds out once per connection how its user becomes root. Errors: `sudo-refused`, `sudo-password-wrong`, `secret-missing`. */
export async function becomeRoot(connection: Connection, { ssh, environment, signal }: Privilege): Promise<RootShell> {
  if (ssh.user === 'root') return direct;
  const mark = randomBytes(16).toString('hex');
  const trial = `${timed(probeSeconds)} /bin/sh -c 'echo ${mark}'`;
  const attempt = async (command: string, input: string): Promise<Ending & { readonly worked: boolean }> => {
    const ending = await exchange(connection, { command, input, seconds: probeSeconds + 5, signal });
    const worked = ending.stdout.includes(mark);
    if (worked || 'code' in ending.exit) return { ...ending, worked };
    // A host that shuts down ends its sessions by a signal: that says nothing about rights.
    throw new SlipwayError('connection-lost', `sudo was ended by SIG${ending.exit.signal} on ${connection.host}`, {
      host: connection.host,
    });
  };

  const free = await attempt(`env LC_ALL=C sudo -n -- ${trial}`, '');
  if (free.worked) return sudo;
  if (!ssh.sudo) {
    throw refused(connection.host, ssh.user, `${said(free.stderr)}; \`ssh.sudo.password\` is not set`);
  }
  const secret = await resolveSecret(ssh.sudo.password, 'ssh.sudo.password', environment);
  const password = new Secret(secret.reveal().replace(/\r?\n$/, ''));
  if (/[\r\n]/.test(password.reveal())) {
    throw new SlipwayError('secret-missing', 'ssh.sudo.password: a password is one line, this one has several');
  }
  // The end of input right after the password makes a wrong one count once at the host, not three times.
  const asked = await attempt(`${withPassword} ${trial}`, `${password.reveal()}\n`);
  if (asked.worked) return sudoByPassword(password);
  if (/incorrect (password|authentication)|authentication fail|try again/i.test(asked.stderr.toString())) {
    throw new SlipwayError('sudo-password-wrong', `sudo does not accept the password of ${ssh.user}`, {
      host: connection.host,
    });
  }
  throw refused(connection.host, ssh.user, said(asked.stderr));
}

function refused(host: string, user: string, reason: string): SlipwayError {
  return new SlipwayError('sudo-refused', `${user} cannot become root: ${reason}`, { host });
}

/** The last line sudo said: its lecture comes first. */
function said(stderr: Buffer): string {
  return stderr.toString('utf8').trim().split('\n').at(-1)?.trim().slice(0, 300) || 'sudo gave no reason';
}
