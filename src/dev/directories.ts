import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables as a plain record. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where things are kept that can be made again. Follows the XDG base directories. */
export function cacheDirectory(env: Environment): string {
  return join(env['XDG_CACHE_HOME'] || join(homeOf(env), '.cache'), 'slipway');
}

/** Where the embedded server keeps its database. Follows the XDG base directories. */
export function stateDirectory(env: Environment): string {
  return join(env['XDG_STATE_HOME'] || join(homeOf(env), '.local', 'state'), 'slipway');
}

function homeOf(env: Environment): string {
  return env['HOME'] || homedir();
}
