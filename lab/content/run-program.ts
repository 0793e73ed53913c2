import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a program runs: where, with which additions to the environment, and who sees its lines. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called for each line on standard error, as it comes. */
  readonly onLine?: (line: string) => void;
}

const keptLines = 20;

// A killed lab must not leave a compiler behind that works for nobody and writes where nobody looks.
// SIGINT, because it is the signal on which `go` and mmdebstrap tidy up.
const dieWithUs = ['--pdeathsig', 'INT'];

/** Runs a program to its end and gives its standard output. Throws its last lines when it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, onLine }: RunOptions = {},
): Promise<string> {
  const child = spawn('setpriv', [...dieWithUs, program, ...args], {
    cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line);
    if (tail.length > keptLines) tail.shift();
    onLine?.(line);
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));

  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new Error('setpriv (util-linux) is not installed') : error),
    );
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      if (code === 0) return resolve(output);
      const said = tail.length > 0 ? tail : output.trimEnd().split('\n').slice(-keptLines);
      reject(new Error([`${program} ${args[0] ?? ''} ended with ${signal ?? `code ${code}`}`, ...said].join('\n  ')));
    });
  });
}
