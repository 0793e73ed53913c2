import type { SlipwayError } from '../model/failure.ts';
import { ApiError } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';
import type { Collection } from './collections.ts';

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
  readonly collection: Collection<T>;
  readonly fieldSelector: string;
  /** Gives what was waited for once it is there; a throw ends the wait. Called after every change. */
  readonly until: (items: readonly T[]) => R | undefined;
  /** What is missing, in a few words. */
  readonly missing: (items: readonly T[]) => string;
  /** The error when time is up. */
  readonly late: (missing: string, seconds: number) => SlipwayError | Promise<SlipwayError>;
}

/** What every object has. */
export interface Item {
  readonly metadata?: { readonly uid?: string };
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
  { collection, fieldSelector, until, missing, late }: Awaited<T, R>,
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
      const list = await collection.list(client, { fieldSelector }, ended);
      const found = look(list.items) ?? (await changes(list.items, list.metadata?.resourceVersion));
      if (found !== undefined) return found;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (timeLimit.aborted) throw await late(lacking, seconds);
    throw error;
  }

  /** Follows the changes after a list; undefined where the stream ended before what was waited for. */
  async function changes(listed: readonly T[], resourceVersion = ''): Promise<R | undefined> {
    const items = new Map(listed.map((item) => [item.metadata?.uid, item]));
    const stop = new AbortController();
    let end: { readonly found: R } | { readonly error: unknown } | undefined;
    // The server ends the stream in time; one that does not is no more.
    const lost = AbortSignal.timeout(streamSeconds * 2000);
    const query = { fieldSelector, resourceVersion, timeoutSeconds: streamSeconds };
    const request = { collection, query, signal: AbortSignal.any([ended, stop.signal, lost]) };
    try {
      await client.follow<T>(request, (type, object) => {
        if (stop.signal.aborted) return;
        // The version has become too old to go on from.
        if (type === 'ERROR') return stop.abort();
        if (type === 'DELETED') items.delete(object.metadata?.uid);
        else items.set(object.metadata?.uid, object);
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
