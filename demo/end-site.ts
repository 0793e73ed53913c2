import { run } from './run.ts';

/** Ends a site of the lab with all that is left of it, and no other; gives the exit code. */
export async function endSite(site: string): Promise<number> {
  return run('lab', ['down', site]);
}
