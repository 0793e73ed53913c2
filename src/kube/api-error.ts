import { SlipwayError } from '../model/failure.ts';

/** The API server's own refusal of a request. */
export class ApiError extends SlipwayError {
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, message: string, host: string) {
    // What the server may get over by itself is tried again; a refusal stays one.
    super(status === 401 || status === 429 || status >= 500 ? 'api-unreachable' : 'step-failed', message, { host });
    this.name = 'ApiError';
    this.status = status;
  }
}

/** True where the API server answered with this HTTP status. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

/** The refusal that an answer of the API server stands for: its Status object names the reason. */
export function refusal(status: number, body: string, about: { request: string; host: string }): ApiError {
  return new ApiError(
    status,
    `the API server refused ${about.request}: ${messageOf(body) || `HTTP ${status}`}`,
    about.host,
  );
}

/**
 * The error of a request that got no answer. `trouble` is why the way to the host failed, where it did: an SSH failure
 * keeps its own code.
 */
export function unanswered(error: unknown, about: { request: string; host: string; trouble: unknown }): SlipwayError {
  if (error instanceof SlipwayError) return error;
  if (about.trouble instanceof SlipwayError) return about.trouble;
  const cause = about.trouble ?? error;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `the API server of ${about.host} did not answer ${about.request}: ${detail}`;
  return new SlipwayError('api-unreachable', message, { host: about.host, cause });
}

/** True where an error says that the credentials in use are of another cluster or another time. */
export function isStale(error: unknown): boolean {
  if (hasStatus(error, 401)) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /CERT|SELF_SIGNED|UNABLE_TO|ERR_SSL|ERR_TLS/.test(code);
}

function messageOf(body: string): string {
  try {
    const status: { message?: unknown } | null = JSON.parse(body);
    return typeof status?.message === 'string' ? status.message : '';
  } catch {
    return body.trim().slice(0, 300);
  }
}
