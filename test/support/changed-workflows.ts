import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import { bundleOf } from './workflow-bundle.ts';

/** How a version of the workflows differs from the one before: by one more activity right before every step of a node. */
const versions = {
  /** Nobody thought of builds that are under way. */
  unguarded: '',
  /** Builds that passed here before the change go on without it. */
  patched: "if (wf.patched('api-before-a-step'))",
  /** The release after: no build from before the change is left. */
  deprecated: "wf.deprecatePatch('api-before-a-step');",
} as const;

const file = 'workflows/converge-node.ts';
const place = 'story.starts(group, titleOf(group));';
const activity =
  'await activities.awaitApi.executeWithOptions(acting(60), [{ settings: peers.settings(), controlPlane }]);';

type Version = keyof typeof versions;

/** What this process has asked for. */
const asked = new Map<Version, Promise<{ readonly codePath: string }>>();

/** Bundles the workflows with that change in them; once, as far as may be, for all files and processes of a run: it takes seconds of a processor. */
export function changedWorkflows(version: Version): Promise<{ readonly codePath: string }> {
  const made = asked.get(version) ?? madeBundle(version);
  asked.set(version, made);
  return made;
}

async function madeBundle(version: Version): Promise<{ readonly codePath: string }> {
  const codePath = join(inject('otherBundles'), `workflows-${version}.js`);
  if (!existsSync(codePath)) {
    const { code } = await bundleChanged(version);
    const own = `${codePath}.${randomUUID()}`;
    await writeFile(own, code);
    await rename(own, codePath);
  }
  return { codePath };
}

/** From a copy of the real ones. */
async function bundleChanged(version: Version): ReturnType<typeof bundleOf> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const copy = await mkdtemp(join(tmpdir(), 'slipway-workflows-'));
  try {
    for (const path of ['workflows', 'src/model', 'package.json', 'tsconfig.json'])
      await cp(join(root, path), join(copy, path), { recursive: true });
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    const [before, after, ...more] = (await readFile(join(copy, file), 'utf8')).split(place);
    if (after === undefined || more.length > 0) throw new Error(`${file} has not exactly one place for the change`);
    await writeFile(join(copy, file), `${before}${place}\n${versions[version]} ${activity}\n${after}`);
    return await bundleOf(pathToFileURL(join(copy, 'workflows/index.ts')));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
