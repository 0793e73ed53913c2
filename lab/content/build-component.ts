import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedFolder, cacheRoot, folderParts, recipeHash } from './cache.ts';
import { labSource } from '../paths.ts';
import type { Component, CProgram } from './components.ts';
import type { Stage } from './progress.ts';
import { runProgram } from './run-program.ts';

const modulesFolder = labSource('modules/');

/** The folder with a component's programs in the cache, whether or not it is built yet. */
export async function componentFolder(component: Component): Promise<string> {
  const parts = await folderParts(join(modulesFolder, component.name));
  const hash = recipeHash([JSON.stringify(component), ...buildFlags(component), ...parts]);
  return join(cacheRoot(), 'builds', component.name, `${component.version}-${hash}`);
}

/** Builds a component when the cache does not have it; gives the folder of its programs. */
export async function buildComponent(component: Component, stage: Stage): Promise<string> {
  const folder = await componentFolder(component);
  return cachedFolder(folder, async (draft) => {
    const module = join(modulesFolder, component.name);
    await buildGoPrograms(component, { draft, stage });
    for (const program of component.c ?? []) {
      stage.detail(`compiling ${program.name}`);
      await buildCProgram(program, { module, draft });
    }
  });
}

/** Fetches what a component is compiled from into Go's own cache. */
export async function fetchSources(component: Component): Promise<void> {
  const cwd = await goFolder(component);
  const flags = ['-mod=readonly', ...tagFlags(component)];
  const packages = Object.values(component.programs);
  await runProgram('go', ['list', ...flags, '-deps', '-f', '', ...packages], { cwd, env: goEnvironment(component) });
}

interface BuildPlace {
  readonly module: string;
  readonly draft: string;
}

async function buildGoPrograms(
  component: Component,
  { draft, stage }: { readonly draft: string; readonly stage: Stage },
): Promise<void> {
  stage.detail('fetching and reading sources');
  const cwd = await goFolder(component);
  const env = goEnvironment(component);
  const packages = Object.values(component.programs);
  const flags = buildFlags(component);

  // The same flags as the build, so that "stale" means what the build will compile.
  const listed = await runProgram(
    'go',
    ['list', ...flags, '-deps', '-f', '{{if .Stale}}{{.ImportPath}}{{end}}', ...packages],
    { cwd, env, onLine: (line) => stage.detail(line.replace(/^go: /, '')) },
  );
  const total = listed.split('\n').filter(Boolean).length;
  let compiled = 0;
  const linker = linkerFlags(component);
  await runProgram('go', ['build', ...flags, '-v', '-ldflags', linker, '-o', `${draft}/`, ...packages], {
    cwd,
    env,
    onLine: (line) => {
      if (/^[\w./~-]+$/.test(line)) stage.progress(++compiled, Math.max(total, compiled), line);
    },
  });
  for (const [name, importPath] of Object.entries(component.programs)) {
    const built = defaultProgramName(importPath);
    if (built !== name) await rename(join(draft, built), join(draft, name));
  }
}

/** Where `go` is run: in the lab's own module, or in that of the component. */
async function goFolder({ name, insideModule }: Component): Promise<string> {
  const module = join(modulesFolder, name);
  return insideModule ? moduleSource(insideModule, module) : module;
}

function goEnvironment(component: Component): Record<string, string> {
  return { CGO_ENABLED: component.cgo ? '1' : '0', GOFLAGS: '', GOWORK: 'off', GOOS: 'linux', GOARCH: 'amd64' };
}

// No inlining, which saves a fifth of the compiler's time, and nothing for debuggers, which the linker leaves out anyway.
const compilerFlags = '-dwarf=false -l';

/** Of patterns that match a package, the last one counts. */
function buildFlags(component: Component): string[] {
  const { unoptimized = [] } = component;
  return [
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    `-gcflags=all=${compilerFlags}`,
    ...unoptimized.map((packages) => `-gcflags=${packages}=${compilerFlags} -N`),
    ...tagFlags(component),
  ];
}

/** Say which files belong to the component. */
function tagFlags({ tags }: Component): string[] {
  return tags ? ['-tags', tags.join(',')] : [];
}

function linkerFlags({ cgo, variables = {} }: Component): string {
  const flags = ['-s', '-w', ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)];
  if (cgo === 'static') flags.push('-extldflags "-static"');
  return flags.join(' ');
}

/** The name that `go build` gives a program: the last part of its import path that is not a major version. */
export function defaultProgramName(importPath: string): string {
  const parts = importPath.split('/').filter((part) => !/^v\d+$/.test(part));
  return parts.at(-1) ?? importPath;
}

/** The folder of a required module's source, checked against the go.sum of the module that requires it. */
async function moduleSource(path: string, module: string): Promise<string> {
  const env = { GOFLAGS: '-mod=readonly', GOWORK: 'off' };
  const answer = await runProgram('go', ['mod', 'download', '-json', path], { cwd: module, env });
  const { Dir }: { readonly Dir: string } = JSON.parse(answer);
  return Dir;
}

async function buildCProgram(program: CProgram, { module, draft }: BuildPlace): Promise<void> {
  const source = await moduleSource(program.module, module);
  const files = await Promise.all(program.sources.map((pattern) => matchingFiles(source, pattern)));
  await runProgram('gcc', ['-O2', '-static', '-o', join(draft, program.name), ...files.flat()]);
}

async function matchingFiles(source: string, pattern: string): Promise<string[]> {
  if (!pattern.endsWith('/*.c')) return [join(source, pattern)];
  const folder = join(source, pattern.slice(0, -'*.c'.length));
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.c')).map((name) => join(folder, name));
}
