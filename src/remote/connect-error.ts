import { SlipwayError } from '../model/failure.ts';
import type { FailureCode } from '../model/failure.ts';
import type { HostKeyRefusal } from './host-key.ts';

/** Why no SSH connection came about. */
export class ConnectError extends SlipwayError {
  /** True where the host may only be busy (MaxStartups, PerSourcePenalties): another try after a pause is worth it. */
  readonly throttled: boolean;

  constructor(code: FailureCode, message: string, about: { host: string; cause?: unknown; throttled?: boolean }) {
    super(code, message, about);
    this.throttled = about.throttled ?? false;
  }
}

/** What is known of a handshake when it fails. */
export interface Handshake {
  /** Name of the host. */
  readonly machine: string;
  /** `user@address:port`, for messages. */
  readonly where: string;
  readonly seconds: number;
  readonly refusal: HostKeyRefusal | undefined;
  /** Both sides' algorithm lists that were compared last; empty where none were. */
  readonly negotiation: string;
  /** What the host said before the login, such as that it is still booting. */
  readonly banner: string;
}

/** An error of ssh2: `level` tells the layer, see its README, Client events. */
type SshError = Error & { readonly level?: string; readonly code?: string | number };

/** The failure of a handshake, from ssh2's error, or from its silent `close` where there was none. */
export function handshakeFailure(error: SshError | undefined, handshake: Handshake): ConnectError {
  const { machine, where, seconds, refusal, negotiation, banner } = handshake;
  const failure = (code: FailureCode, message: string, throttled = false): ConnectError =>
    new ConnectError(code, message, { host: machine, throttled, ...(error ? { cause: error } : {}) });

  if (refusal) return failure(refusal.code, refusal.reason);
  if (!error) {
    const said = banner === '' ? '' : `; it said: ${banner}`;
    return failure('host-unreachable', `${where}: the host closed the connection during the login${said}`, true);
  }
  if (error.level === 'client-authentication') {
    return failure('ssh-auth-failed', `${where}: the host does not accept this user with this key`);
  }
  if (error.level === 'agent') return failure('ssh-auth-failed', `${where}: the SSH agent failed: ${error.message}`);
  if (error.level === 'client-timeout') {
    return failure('host-unreachable', `${where}: the SSH handshake did not finish within ${seconds} s`);
  }
  if (/no matching/i.test(error.message)) {
    return failure('ssh-handshake-failed', `${where}: ${negotiation || error.message}`);
  }
  if (error.level === 'handshake') return failure('ssh-handshake-failed', `${where}: ${error.message}`);
  if (/before handshake/i.test(error.message) || error.code === 'ECONNRESET' || error.code === 'EPIPE') {
    return failure('host-unreachable', `${where}: the host closed the connection before the handshake`, true);
  }
  if (error.level === 'protocol') {
    return failure('host-unreachable', `${where}: what answers there does not speak SSH (${error.message})`);
  }
  return failure('host-unreachable', `${where}: ${error.message}`, true);
}
