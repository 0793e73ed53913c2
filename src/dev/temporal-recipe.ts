import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, type Environment } from './directories.ts';
import { DevError } from './dev-error.ts';
import { packageRoot } from '../package-root.ts';

const modulePath = 'github.com/temporalio/cli';

/** Linked in, but seldom or never at work in a development server: clients of clouds, meshes and other databases, the web UI. */
const idle = [
  'cloud.google.com',
  'github.com/apache/thrift',
  'github.com/aws',
  'github.com/cncf',
  'github.com/envoyproxy',
  'github.com/go-sql-driver',
  'github.com/gocql',
  'github.com/gomarkdown',
  'github.com/google/s2a-go',
  'github.com/jackc',
  'github.com/labstack',
  'github.com/lib/pq',
  'github.com/olivere',
  'github.com/prometheus/procfs',
  'github.com/spiffe',
  'google.golang.org/api',
  'google.golang.org/genproto',
  'google.golang.org/grpc/xds',
];

// Nothing for debuggers, which the linker leaves out anyway; and no pains with what is idle, which takes a third less time.
const compilerFlags = [
  '-gcflags=all=-dwarf=false',
  ...idle.map((module) => `-gcflags=${module}/...=-dwarf=false -l -N`),
];

/** How the Temporal CLI with its development server is built, and where the result is kept. */
export interface TemporalRecipe {
  /** Go module that pins the versions. */
  readonly directory: string;
  readonly version: string;
  /** The Go package to build. */
  readonly program: string;
  readonly flags: readonly string[];
  /** The cached program; its directory is named after version and recipe. */
  readonly binary: string;
}

/** Reads the recipe of this version of Slipway from `tools/temporal`. */
export async function temporalRecipe(env: Environment): Promise<TemporalRecipe> {
  const directory = join(packageRoot(), 'tools', 'temporal');
  const [mod, sum] = await Promise.all(['go.mod', 'go.sum'].map((name) => readFile(join(directory, name), 'utf8')));
  const version = new RegExp(`${modulePath} (v\\S+)`).exec(mod ?? '')?.[1];
  if (!version) {
    throw new DevError(`${join(directory, 'go.mod')} does not name ${modulePath}`, { hint: 'Install Slipway again.' });
  }
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', ...compilerFlags, '-ldflags', '-s -w'];
  const hash = createHash('sha256');
  for (const part of [mod, sum, ...flags, process.platform, process.arch]) hash.update(`${part}\0`);
  const name = `${version}-${hash.digest('hex').slice(0, 12)}`;
  const binary = join(cacheDirectory(env), 'temporal', name, 'temporal');
  return { directory, version, program: `${modulePath}/cmd/temporal`, flags, binary };
}
