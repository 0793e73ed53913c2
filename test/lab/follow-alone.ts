import { openRemote } from '../../src/remote/open-remote.ts';
import type { Job, Target } from '../../src/remote/remote.ts';

// A worker process that follows one job, to be killed in the middle. It tells each line of progress.
const { target, job }: { readonly target: Target; readonly job: Job } = JSON.parse(process.argv[2] ?? '');
await openRemote().follow(target, job, { onProgress: ({ line }) => console.log(line) });
