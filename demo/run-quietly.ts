import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { project } from './paths.ts';
import { commandLine } from './run.ts';
import type { Program } from './run.ts';

/** Runs a program, with all it says in a log, and gives its standard output. Throws the failures it names and its last lines where it fails. */
export async function runQuietly(program: Program, args: readonly string[], log: string): Promise<string> {
  const [command, all] = commandLine(program, args);
  const sink = createWriteStream(log, { flags: 'a' });
  sink.write(`\n$ ${program} ${args.join(' ')}\n`);
  const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'], cwd: project });
  let output = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    sink.write(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    sink.write(text);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  sink.end();
  if (code === 0) return output;
  const lines = [said, output].map((text) => text.trim().split('\n'));
  const named = lines.flat().filter((line) => /^\s*"(code|message)":/.test(line));
  const last = [...named, ...lines.flatMap((of) => of.slice(-8))].filter((line) => line !== '');
  throw new Error(
    `${program} ${args.slice(0, 2).join(' ')} ended with ${code}; all of it is in ${log}\n${last.join('\n')}`,
  );
}
