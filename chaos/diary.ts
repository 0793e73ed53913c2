import { appendFileSync } from 'node:fs';

/** What happened in a run, with times in seconds since its build began: on the screen and in a file. */
export interface Diary {
  readonly note: (text: string) => void;
  /** Seconds since the beginning. */
  readonly now: () => number;
}

/** A diary that begins now. */
export function diaryIn(file: string): Diary {
  const began = Date.now();
  const now = (): number => (Date.now() - began) / 1000;
  return {
    now,
    note: (text) => {
      const line = `${now().toFixed(1).padStart(7)} s  ${text}\n`;
      appendFileSync(file, line);
      process.stdout.write(line);
    },
  };
}
