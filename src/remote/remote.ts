import type { Duplex } from 'node:stream';
import type { Host, SshAccess } from '../model/cluster.ts';
import type { Secret } from '../shell/secret.ts';
import type { Shell } from '../shell/sh.ts';

/** One host and how it is reached. */
export interface Target {
  readonly host: Host;
  readonly ssh: SshAccess;
}

/** How a command ended. A connection that broke is never a result: `run` throws `connection-lost`. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall milliseconds between sending the script and its end, as this process saw it. */
  readonly milliseconds: number;
}

/** Options of one command. */
export interface RunOptions {
  /** Whole seconds after which the command is given up with `time-limit`; default 60. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
}

/** A detached command with a stable identity: the slot and the hash of its script. */
export interface Job {
  /** Letter first, `[a-z0-9-]`: cluster and step. One job per slot at a time. */
  readonly slot: string;
  /**
   * Which run of this script in this slot it is; default 1. A finished job is never run again, its result stays:
   * whoever decides to run the same script once more (an operator's retry, a later build) counts this up.
   */
  readonly run?: number;
  /** POSIX shell. Files named in `secrets` lie in the directory `$SLIPWAY_SECRETS`. */
  readonly script: Shell;
  /** Grows with every attempt: older attempts can no longer act on the job. */
  readonly fence: number;
  /** Seconds after which the host itself stops the job. */
  readonly seconds: number;
  /** Contents by file name; they lie in memory (`/run`, 0600), are not part of the hash, and go when the job ends. */
  readonly secrets?: Readonly<Record<string, Secret>>;
}

/** How a job ended. */
export interface JobResult {
  /** Exit code, or the signal that ended it. */
  readonly exit: { readonly code: number } | { readonly signal: string };
  /** The last 64 KiB of standard output and error together. */
  readonly tail: string;
  /** Bytes the job has written in all. */
  readonly bytes: number;
  /** True where the tail is not all of it. */
  readonly truncated: boolean;
  /** Seconds the job ran, by the host's monotonic clock. */
  readonly seconds: number;
  /** True where this call attached to a job that had been started before. */
  readonly attached: boolean;
}

/** What is known of a running job; goes into heartbeats. */
export interface JobProgress {
  readonly slot: string;
  readonly hash: string;
  readonly fence: number;
  readonly offset: number;
  /** The last line of output. */
  readonly line: string;
}

/** Options of following a job. */
export interface FollowOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
  /** Seconds without an answer of the host after which `connection-lost` is thrown; default 600. */
  readonly patience?: number;
}

/** Everything Slipway does on hosts. One instance per worker process; connections are pooled per host. */
export interface Remote {
  /** Runs a script as root by `/bin/sh` on standard input and waits. Errors: access codes, `connection-lost`, `time-limit`. */
  run(target: Target, script: Shell, options?: RunOptions): Promise<RunResult>;
  /**
   * Starts a job, or attaches to it where it was started before, and follows it to its end through lost connections.
   * When `signal` aborts, the job is left running: stopping is a decision of its own. Errors: access codes,
   * `connection-lost` (patience is spent), `job-lost`, `job-interrupted`, `job-conflict`, `job-fenced`, `disk-full`,
   * `state-unwritable`, `time-limit`, `systemd-missing`.
   */
  follow(target: Target, job: Job, options?: FollowOptions): Promise<JobResult>;
  /**
   * Stops a job with everything it started; gives false where none ran. A lower fence than the job's is refused. Nothing
   * more is started with this fence afterwards.
   */
  stop(target: Target, slot: string, fence: number): Promise<boolean>;
  /**
   * Forgets script and output of a finished job and keeps its result and the last 4 KiB as a tombstone. A job that was
   * lost, interrupted or stopped at its limit is forgotten altogether, so that a newer attempt may run it again; with
   * `forget`, so is one that ended in any other way.
   */
  acknowledge(target: Target, job: Job, options?: { readonly forget?: boolean }): Promise<void>;
  /** A stream to `port` of `address` as the host reaches it. */
  forward(target: Target, address: string, port: number): Promise<Duplex>;
  /** Ends all connections. */
  close(): Promise<void>;
}
