import { createHash } from 'node:crypto';
import type { Job } from './remote.ts';

/** What a job is known by on its host: two jobs with the same slot and id are one. */
export interface JobIdentity {
  readonly slot: string;
  /** The first 32 hex digits of the SHA-256 of the script as it lies on the host. */
  readonly id: string;
}

/** A job with its name and the exact text that is hashed, without the last line end. */
export interface IdentifiedJob extends JobIdentity {
  readonly text: string;
}

/** Where jobs live on a host: `state` on disk, `memory` on a file system that a restart empties. */
export interface JobPlaces {
  readonly state: string;
  readonly memory: string;
}

/** Both belong to root alone. */
export const jobPlaces: JobPlaces = { state: '/var/lib/slipway/jobs', memory: '/run/slipway/jobs' };

/** Slots are parts of paths and unit names. */
export function checkSlot(slot: string): string {
  if (/^[a-z][a-z0-9-]{0,127}$/.test(slot)) return slot;
  throw new Error(`a slot is a letter and then up to 127 of a-z, 0-9 and "-": ${JSON.stringify(slot)}`);
}

/** Fences are compared by the shell, in whole numbers. */
export function checkFence(fence: number): number {
  if (Number.isSafeInteger(fence) && fence >= 0) return fence;
  throw new Error(`a fence is a whole number from 0: ${fence}`);
}

/** The identity of a job. The text carries the run, so that a further run of the same script is another job. */
export function identify({ slot, script, run = 1 }: Pick<Job, 'slot' | 'script' | 'run'>): IdentifiedJob {
  const text = run === 1 ? script.text : `# run ${run}\n${script.text}`;
  const hash = createHash('sha256').update(`${text}\n`).digest('hex');
  return { slot: checkSlot(slot), id: hash.slice(0, 32), text };
}
