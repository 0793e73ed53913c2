import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The server runs in its own session, so that Ctrl-C reaches the worker first. It ends when its standard input does: also
 * when the process that started it is killed without a chance to clean up. The watcher sleeps on until it is killed: `wait` would
 * let its id go while the server ends, and what is killed then by that id might be a stranger.
 */
const keeper = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ cat <&3 >/dev/null; kill -TERM $server; exec sleep 600; } 2>/dev/null &
watcher=$!
exec 3<&-
wait $server
code=$?
kill $watcher 2>/dev/null
exit $code`;

/** Starts a server under its keeper; both write to the file `log`. The server ends when the child's standard input does. */
export function launchServer(program: string, args: readonly string[], log: string): ChildProcess {
  const output = openSync(log, 'w');
  try {
    const command = ['-c', keeper, 'temporal-keeper', program, ...args];
    return spawn('/bin/sh', command, { detached: true, stdio: ['pipe', output, output] });
  } finally {
    closeSync(output);
  }
}

/** The last 4 KiB of a log. */
export async function tailOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 4096);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trim();
  } finally {
    await file.close();
  }
}

/** Ends server and keeper at once. */
export function killServer(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
}
