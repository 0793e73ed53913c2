import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { begin } from './command.ts';
import type { Program } from './command.ts';

/** How a process is ended. */
type Signal = 'SIGKILL' | 'SIGTERM';

/** Processes of one kind that run beside each other: workers, or clients. */
export interface Fleet {
  /** Starts one more. */
  readonly start: () => void;
  /** Sends the oldest one a signal and waits until it is gone. */
  readonly end: (signal: Signal) => Promise<void>;
  /** Ends all of them. */
  readonly clear: () => Promise<void>;
}

/** What a fleet consists of. */
export interface FleetOptions {
  readonly program: Program;
  readonly args: readonly string[];
  /** What they say is added to it. */
  readonly log: string;
  /** Start another where one ended by itself, as systemd does for a service: a worker that finds no server ends. */
  readonly restart: boolean;
}

/** Milliseconds before another one is started. */
const pause = 1000;

/** No processes yet. */
export function fleetOf({ program, args, log, restart }: FleetOptions): Fleet {
  const running: ChildProcess[] = [];
  let over = false;

  const start = (): void => {
    if (over) return;
    const child = begin(program, args, log);
    running.push(child);
    child.once('exit', () => {
      const index = running.indexOf(child);
      if (index === -1) return;
      running.splice(index, 1);
      if (restart) setTimeout(start, pause);
    });
  };
  const end = async (child: ChildProcess | undefined, signal: Signal): Promise<void> => {
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };

  return {
    start,
    end: (signal) => end(running.shift(), signal),
    clear: async () => {
      over = true;
      await Promise.all(running.splice(0).map((child) => end(child, 'SIGKILL')));
    },
  };
}
