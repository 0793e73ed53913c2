import { Watch } from '@kubernetes/client-node';
import type { KubeConfig } from '@kubernetes/client-node';
import { refusalFor } from './api-error.ts';
import type { Collection } from './collections.ts';

/** Changes to the objects of one collection. */
export interface ChangesRequest<T> {
  readonly collection: Collection<T>;
  readonly query: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
}

/** Follows changes until the server ends the stream. Rejects where it breaks, and with the reason of the signal. */
export async function followChanges<T>(
  config: KubeConfig,
  { collection: { path }, query, signal }: ChangesRequest<T>,
  { host, onChange }: { readonly host: string; readonly onChange: (type: string, object: T) => void },
): Promise<void> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      // It hands over errors here instead of rejecting.
      const opening = new Watch(config).watch(path, { ...query }, onChange, (error: unknown) => {
        if (error === null) return resolve();
        const status = typeof error === 'object' && 'statusCode' in error ? Number(error.statusCode) : undefined;
        reject(status === undefined ? error : refusalFor(status, '', { request: `watch ${path}`, host }));
      });
      stop = () => {
        reject(signal.reason);
        // One that is not open yet is ended once it is.
        void opening.then((stream) => stream.abort());
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
