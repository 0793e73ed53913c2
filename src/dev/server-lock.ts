import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { DevError } from './dev-error.ts';

/** Who runs a server on a database: SQLite files must not be opened by two servers. */
export interface ServerLock {
  /** Process that started the server. */
  readonly owner: number;
  /** Process group of the server. */
  readonly server: number;
  readonly address: string;
}

/** Where the lock of a database lies. */
function lockPath(db: string): string {
  return `${db}.lock`;
}

/** Throws where a server runs on this database. One whose owner was killed is ending: its end is waited for. */
export async function awaitUnlocked(db: string): Promise<void> {
  const lock = await readLock(db);
  if (!lock || !isAlive(lock.server)) return;
  const deadline = Date.now() + 10_000;
  while (!isAlive(lock.owner) && isAlive(lock.server) && Date.now() < deadline) await after(50);
  if (!isAlive(lock.server)) return;
  throw new DevError(`A Temporal server already runs on ${db}: ${lock.address}, process ${lock.server}`, {
    hint: `Use that one with \`--address ${lock.address}\`, end it, or give another file with \`--db\`. If process ${lock.server} is something else, remove ${lockPath(db)}.`,
  });
}

/** Notes who runs the server. */
export async function writeLock(db: string, lock: ServerLock): Promise<void> {
  await writeFile(lockPath(db), `${JSON.stringify(lock)}\n`);
}

/** Forgets the note. */
export async function removeLock(db: string): Promise<void> {
  await rm(lockPath(db), { force: true });
}

async function readLock(db: string): Promise<ServerLock | undefined> {
  try {
    const lock: unknown = JSON.parse(await readFile(lockPath(db), 'utf8'));
    return isLock(lock) ? lock : undefined;
  } catch {
    return undefined;
  }
}

function isLock(value: unknown): value is ServerLock {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'owner' in value &&
    typeof value.owner === 'number' &&
    'server' in value &&
    typeof value.server === 'number' &&
    'address' in value
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
