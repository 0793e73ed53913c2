import type { WaitOptions } from '../../src/kube/wait-until.ts';

/** The first that a wait says is missing, which ends it; '' where nothing is. */
export async function firstMissing(wait: (options: WaitOptions) => Promise<unknown>): Promise<string> {
  const enough = new AbortController();
  let missing = '';
  const onProgress = (what: string): void => {
    missing = what;
    enough.abort(new Error('what is missing has been told'));
  };
  return wait({ signal: enough.signal, onProgress }).then(
    () => '',
    (error: unknown) => {
      if (missing === '') throw error;
      return missing;
    },
  );
}
