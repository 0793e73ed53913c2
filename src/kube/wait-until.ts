import type { SlipwayError } from '../model/failure.ts';
import { ApiError } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';

/** What callers of a wait may set. */
export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Seconds after which the wait is given up. */
  readonly seconds?: number;
  /** Told what is still missing, whenever that changes. */
  readonly onProgress?: ((missing: string) => void) | undefined;
}

/** What is waited for: something about the objects of one collection. */
export interface Awaited<T, R> {
  readonly path: string;
  readonly fieldSelector: string;
  /** Gives what was waited for once it is there; a throw ends the wait. Called after every change. */
  readonly until: (items: readonly T[]) => R | undefined;
  /** What is missing, in a few words. */
  readonly missing: (items: readonly T[]) => string;
  /** The error when time is up. */
  readonly late: (missing: string, seconds: number) => SlipwayError | Promise<SlipwayError>;
}

interface Item {
  readonly metadata?: { readonly uid?: string };
}

interface Collection<T> {
  readonly items: readonly T[];
  readonly metadata: { readonly resourceVersion: string };
}

/** One stream of changes lasts this long; then the collection is read again, which also mends a missed change. */
const streamSeconds = 60;
/** HTTP status of a version that has become too old to go on from. */
const gone = 410;

/**
 * Waits by list and watch: the answer comes with the change itself. A stream that ends or breaks is opened again.
 * Errors: those of the client, of `until`, of `late`; the reason of the signal where that was aborted.
 */
export async function waitUntil<T extends Item, R>(
  client: ClusterClient,
  { path, fieldSelector, until, missing, late }: Awaited<T, R>,
  { signal, seconds = 300, onProgress }: WaitOptions = {},
): Promise<R> {
  const timeLimit = AbortSignal.timeout(seconds * 1000);
  const ended = signal ? AbortSignal.any([signal, timeLimit]) : timeLimit;
  let lacking = '';

  const look = (items: readonly T[]): R | undefined => {
    const found = until(items);
    const now = found === undefined ? missing(items) : '';
    if (now !== '' && now !== lacking) onProgress?.(now);
    lacking = now;
    return found;
  };

  try {
    for (;;) {
      const list = await client.request<Collection<T>>({ path, query: { fieldSelector }, signal: ended });
      const found = look(list.items) ?? (await changes(list));
      if (found !== undefined) return found;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (timeLimit.aborted) throw await late(lacking, seconds);
    throw error;
  }

  /** Follows the changes after a list; undefined where the stream ended before what was waited for. */
  async function changes(list: Collection<T>): Promise<R | undefined> {
    const items = new Map(list.items.map((item) => [item.metadata?.uid, item]));
    const stop = new AbortController();
    let end: { readonly found: R } | { readonly error: unknown } | undefined;
    const { resourceVersion } = list.metadata;
    const query = { fieldSelector, watch: true, resourceVersion, timeoutSeconds: streamSeconds };
    const request = { path, query, signal: AbortSignal.any([ended, stop.signal]), quietSeconds: streamSeconds * 2 };
    try {
      await client.follow(request, (line) => {
        const event: { readonly type: string; readonly object: T } = JSON.parse(line);
        // The version has become too old to go on from.
        if (event.type === 'ERROR') return stop.abort();
        if (event.type === 'DELETED') items.delete(event.object.metadata?.uid);
        else items.set(event.object.metadata?.uid, event.object);
        try {
          const found = look([...items.values()]);
          if (found === undefined) return;
          end = { found };
        } catch (error) {
          end = { error };
        }
        stop.abort();
      });
    } catch (error) {
      // A broken stream is opened again, after a list; where nothing answers any more, the list says so.
      if (end === undefined && (ended.aborted || (error instanceof ApiError && error.status !== gone))) throw error;
    }
    if (end && 'error' in end) throw end.error;
    return end?.found;
  }
}
