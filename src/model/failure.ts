import { accessFailures } from './access-failures.ts';
import { clusterFailures } from './cluster-failures.ts';
import { hostFailures } from './host-failures.ts';
import { packageFailures } from './package-failures.ts';
import { preflightFailures } from './preflight-failures.ts';
import { stepFailures } from './step-failures.ts';
import { verificationFailures } from './verification-failures.ts';

/** Every failure Slipway knows, by its stable code. */
export const failures = {
  ...accessFailures,
  ...hostFailures,
  ...preflightFailures,
  ...stepFailures,
  ...packageFailures,
  ...clusterFailures,
  ...verificationFailures,
} as const;

/** Stable code of a failure. */
export type FailureCode = keyof typeof failures;

/** A failure as it travels and is shown: one truth in three lengths (title, message, tail). */
export interface Failure {
  readonly code: FailureCode;
  /** What exactly happened, in one line, with names and figures. */
  readonly message: string;
  readonly host?: string;
  readonly step?: string;
  /** The last lines of output, at most 4 KiB. */
  readonly tail?: string;
}

/** Thrown wherever something fails that a person or the engine must decide about. */
export class SlipwayError extends Error {
  readonly code: FailureCode;
  readonly host: string | undefined;
  readonly step: string | undefined;
  readonly tail: string | undefined;

  constructor(
    code: FailureCode,
    message: string,
    about: { host?: string; step?: string; tail?: string; cause?: unknown } = {},
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.name = 'SlipwayError';
    this.code = code;
    this.host = about.host;
    this.step = about.step;
    this.tail = about.tail;
  }
}

/** True where `code` is a row of the table. */
export function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failures, code);
}

/** The plain data of an error; anything unknown becomes `step-failed`. */
export function failureOf(error: unknown, about: { host?: string; step?: string } = {}): Failure {
  const known = error instanceof SlipwayError ? error : undefined;
  const host = known?.host ?? about.host;
  const step = known?.step ?? about.step;
  return {
    code: known?.code ?? 'step-failed',
    message: error instanceof Error ? error.message : String(error),
    ...(host === undefined ? {} : { host }),
    ...(step === undefined ? {} : { step }),
    ...(known?.tail === undefined ? {} : { tail: known.tail.slice(-4096) }),
  };
}
