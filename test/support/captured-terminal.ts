import { PassThrough } from 'node:stream';
import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal whose output can be read. */
export interface Captured {
  readonly terminal: Terminal;
  readonly out: () => string;
  readonly err: () => string;
  /** Types on the keyboard. */
  readonly type: (keys: string) => void;
  /** Resolves once the output has this text. */
  readonly shows: (text: string | RegExp) => Promise<void>;
}

/** How a captured terminal looks to a command. */
export interface CaptureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A keyboard and a screen of 80 by 24 in place of pipes. */
  readonly tty?: boolean;
}

/** Gives a terminal for one command. */
export function captureTerminal({ env = {}, cwd = '/', tty = false }: CaptureOptions = {}): Captured {
  const out: string[] = [];
  const err: string[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: tty, setRawMode: () => undefined });
  const screen = (lines: string[]) => {
    const stream = Object.assign(new PassThrough(), { isTTY: tty, columns: 80, rows: 24 });
    return stream.on('data', (data: Buffer) => lines.push(data.toString()));
  };
  const [stdout, stderr] = [screen(out), screen(err)];
  const text = () => `${out.join('')}\n${err.join('')}`;
  const shows = (wanted: string | RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (typeof wanted === 'string' ? !text().includes(wanted) : !wanted.test(text())) return;
        for (const stream of [stdout, stderr]) stream.off('data', look);
        resolve();
      };
      for (const stream of [stdout, stderr]) stream.on('data', look);
      look();
    });
  return {
    terminal: { stdin, stdout, stderr, env, cwd },
    out: () => out.join(''),
    err: () => err.join(''),
    type: (keys) => void stdin.write(keys),
    shows,
  };
}
