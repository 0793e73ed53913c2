import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/** How a version of the workflows differs from the one before: by one more activity right before every step of a node. */
const versions = {
  /** Nobody thought of builds that are under way. */
  unguarded: '',
  /** Builds that passed here before the change go on without it. */
  patched: "if (wf.patched('api-before-a-step'))",
  /** The release after: no build from before the change is left. */
  deprecated: "wf.deprecatePatch('api-before-a-step');",
} as const;

const place = /story\.starts\(group, \(0,\w+\.titleOf\)\(group\)\);/;
const activity =
  'await policies.activities.awaitApi.executeWithOptions(policies.acting(60), [{ settings: peers.settings(), controlPlane }]);';

type Version = keyof typeof versions;

/** What this process has asked for. */
const asked = new Map<Version, Promise<{ readonly codePath: string }>>();

/** The bundle of the workflows with that change in it: in the bundle itself, as making another one takes seconds of a processor. */
export function changedWorkflows(version: Version): Promise<{ readonly codePath: string }> {
  const made = asked.get(version) ?? madeBundle(version);
  asked.set(version, made);
  return made;
}

async function madeBundle(version: Version): Promise<{ readonly codePath: string }> {
  const codePath = join(inject('otherBundles'), `workflows-${version}.js`);
  if (!existsSync(codePath)) {
    const own = `${codePath}.${randomUUID()}`;
    await writeFile(own, changed(await readFile(inject('workflowBundle'), 'utf8'), version));
    await rename(own, codePath);
  }
  return { codePath };
}

function changed(bundle: string, version: Version): string {
  const [before, after, ...more] = bundle.split(place);
  const [call] = place.exec(bundle) ?? [];
  if (before === undefined || after === undefined || call === undefined || more.length > 0)
    throw new Error('the workflow of a node has not exactly one place for the change');
  const imported = (name: string, module: string): string => `const ${name} = ${importOf(before, module)};`;
  const scope = [imported('wf', '@temporalio/workflow'), imported('policies', './policies.js')].join(' ');
  return `${before}${call}\n{ ${scope} ${versions[version]} ${activity} }\n${after}`;
}

/** What the module that this text ends in calls another one. */
function importOf(text: string, module: string): string {
  const end = text.lastIndexOf(`__webpack_require__(/*! ${module} */`);
  const name = /(\w+) = $/.exec(text.slice(0, end))?.[1];
  if (end < 0 || name === undefined) throw new Error(`the workflow of a node imports no ${module}`);
  return name;
}
