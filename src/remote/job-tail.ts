import type { Secret } from '../shell/secret.ts';
import { tailBytes } from './job-poll.ts';
import type { JobSeen } from './job-reply.ts';

/** The end of a job's output, as far as it was read. */
export interface JobTail {
  /** Bytes read so far; the next poll goes on from here. */
  readonly offset: number;
  /** The last 64 KiB, without a gap. */
  readonly bytes: Buffer;
}

/** Nothing read yet. */
export const emptyTail: JobTail = { offset: 0, bytes: Buffer.alloc(0) };

/** The tail after an answer. Where the host skipped ahead, what came before the gap is let go. */
export function extendTail({ offset, bytes }: JobTail, { from, output }: JobSeen): JobTail {
  const all = from === offset ? Buffer.concat([bytes, output]) : output;
  return { offset: from + output.length, bytes: Buffer.from(all.subarray(-tailBytes)) };
}

/** kubeadm prints join commands; a bootstrap token is `[a-z0-9]{6}.[a-z0-9]{16}` (kubeadm's own definition). */
const bootstrapToken = /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g;

/** Text for people: bootstrap tokens and the job's own secrets are masked. Short secrets would hit innocent words. */
export function redact(text: string, secrets: readonly Secret[]): string {
  const values = secrets.map((secret) => secret.reveal().trim()).filter((value) => value.length >= 6);
  const masked = values.reduce((shown, value) => shown.replaceAll(value, '[secret]'), text);
  return masked.replaceAll(bootstrapToken, '[secret]');
}

/** The tail as text. Where it begins in the middle of a line, that part is left out: half a token would not be known. */
export function tailText({ offset, bytes }: JobTail, secrets: readonly Secret[]): string {
  const whole = offset === bytes.length ? bytes : bytes.subarray(bytes.indexOf('\n') + 1);
  return redact(whole.toString('utf8'), secrets);
}

/** The last complete line that says something. */
export function lastLine({ bytes }: JobTail, secrets: readonly Secret[]): string {
  const complete = bytes.subarray(0, bytes.lastIndexOf('\n') + 1).toString('utf8');
  const line = complete.trimEnd().split('\n').at(-1) ?? '';
  return redact(line.trim().slice(-300), secrets);
}
