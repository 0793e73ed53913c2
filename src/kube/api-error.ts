import type { ResponseContext } from '@kubernetes/client-node';
import { SlipwayError } from '../model/failure.ts';

/** The API server's own refusal of a request. */
export class ApiError extends SlipwayError {
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, message: string, host: string) {
    super(passes(status, message) ? 'api-unreachable' : 'step-failed', message, { host });
    this.name = 'ApiError';
    this.status = status;
  }
}

// What the server may get over by itself is tried again; a refusal stays one. An API server that has just started knows no roles yet and
// refuses even the cluster's administrator, whose credentials these are.
function passes(status: number, message: string): boolean {
  if (status === 403) return /forbidden: User "[^"]*" cannot /.test(message);
  return status === 401 || status === 429 || status >= 500;
}

/** True where the API server answered with this HTTP status. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

/** What a request gives; undefined where there is no such object. */
export async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

/** What was asked, in a few words, and of which control plane. */
export interface Asked {
  readonly request: string;
  readonly host: string;
}

/** The refusal that an answer of the API server stands for: its Status object names the reason. */
export async function refusal({ httpStatusCode, body }: ResponseContext, asked: Asked): Promise<ApiError> {
  return refusalFor(httpStatusCode, messageOf(await body.text()), asked);
}

/** The refusal with this HTTP status. */
export function refusalFor(status: number, message: string, { request, host }: Asked): ApiError {
  return new ApiError(status, `the API server refused ${request}: ${message || `HTTP ${status}`}`, host);
}

/**
 * The error of a request that got no answer. `trouble` is why the way to the host failed, where it did: an SSH failure
 * keeps its own code.
 */
export function unanswered(error: unknown, { request, host, trouble }: Asked & { trouble: unknown }): SlipwayError {
  if (error instanceof SlipwayError) return error;
  if (trouble instanceof SlipwayError) return trouble;
  const cause = trouble ?? error;
  const detail = cause instanceof Error ? cause.message : String(cause);
  // The client begins with the whole address, of which the port on this machine's loopback tells nobody anything.
  const reason = detail.replace(/^request to \S+ failed, reason: /, '');
  const message = `the API server of ${host} did not answer ${request}: ${reason}`;
  return new SlipwayError('api-unreachable', message, { host, cause });
}

/** True where an error says that the credentials in use are of another cluster or another time. */
export function isStale(error: unknown): boolean {
  return hasStatus(error, 401) || /CERT|SELF_SIGNED|UNABLE_TO|ERR_SSL|ERR_TLS/.test(codeOf(error));
}

/** True where a connection ended under a request. */
export function isReset(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(body: string): string {
  try {
    const status: { message?: unknown } | null = JSON.parse(body);
    return typeof status?.message === 'string' ? status.message : '';
  } catch {
    return body.trim().slice(0, 300);
  }
}
