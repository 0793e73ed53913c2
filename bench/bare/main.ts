import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { endSite } from '../../demo/end-site.ts';
import { files, spec as specFile } from '../../demo/paths.ts';
import { run } from '../../demo/run.ts';
import { startServer, stopServer } from '../../demo/server.ts';
import { firstControlPlane } from '../../src/model/cluster.ts';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import { cniObjects } from '../../src/render/cni-objects.ts';
import { imagesIn } from '../../src/render/manifest.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { writeProofFiles, yaml } from './proof-files.ts';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const output = inProject('build/bench');
const siteFile = z.object({
  login: z.object({ user: z.string() }),
  mirrors: z.object({ web: z.string(), registry: z.string() }),
});

const site = inProject('bench/bare/bench.yaml');

/** Boots the bench's hosts with blank disks. */
async function blankHosts(): Promise<void> {
  await endSite(site);
  if ((await run('lab', ['up', site])) !== 0) throw new Error('the lab did not come up');
}

function readSpec(): ClusterSpec {
  const parsed = parseSpec(readFileSync(specFile, 'utf8'), {
    file: specFile,
    resolvePath: (name) => resolve(dirname(specFile), name),
  });
  if ('problems' in parsed) throw new Error(`${specFile} has mistakes`);
  return parsed.spec;
}

/** Seconds that the plain script takes. */
async function bare(): Promise<number> {
  const spec = readSpec();
  const lab = siteFile.parse(JSON.parse(readFileSync(inProject('build/lab/site.json'), 'utf8')));
  const manifest = `${output}/flannel.yaml`;
  const controlPlane = firstControlPlane(spec);
  const release = readFileSync(inProject(`assets/cni/flannel-${spec.network.cni.version}.yml`), 'utf8');
  const objects = cniObjects(release, { settings: spec, controlPlane });
  writeFileSync(manifest, yaml(objects));
  const proof = `${output}/proof`;
  writeProofFiles(proof, spec);
  const hosts = [controlPlane, ...spec.hosts.filter((host) => host !== controlPlane)];
  const access = [inProject('build/lab/id_ed25519'), lab.login.user, lab.mirrors.web, lab.mirrors.registry];
  const began = Date.now();
  const code = await finished(
    'bash',
    [inProject('bench/bare/build.sh'), ...access, ...hosts.map(({ name, address }) => `${name}=${address}`)],
    { FLANNEL: manifest, PROOF: proof, FLANNEL_IMAGES: imagesIn(objects).join(' ') },
  );
  if (code !== 0) throw new Error(`the plain script ended with ${code}`);
  return (Date.now() - began) / 1000;
}

/** Seconds that Slipway takes, from the command to its end. */
async function slipway(): Promise<number> {
  const server = await startServer({ port: 7533, uiPort: 8533 });
  try {
    const began = Date.now();
    const result = ['--result', files.result, '--address', server.address];
    const code = await run('slipway', ['apply', '-f', specFile, ...result]);
    if (code !== 0) throw new Error(`apply ended with ${code}`);
    return (Date.now() - began) / 1000;
  } finally {
    await stopServer(server);
  }
}

function finished(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) => done(code ?? 1));
  });
}

mkdirSync(output, { recursive: true });
try {
  console.log('\n── The plain script, on blank hosts');
  await blankHosts();
  const plain = await bare();
  console.log('\n── Slipway, on the same hosts made blank again');
  await blankHosts();
  const own = await slipway();
  const ratio = own / plain;
  writeFileSync(`${output}/bare.json`, `${JSON.stringify({ plain, slipway: own, ratio }, null, 2)}\n`);
  console.log(`\nplain script  ${plain.toFixed(1)} s\nSlipway       ${own.toFixed(1)} s`);
  console.log(`ratio         ${ratio.toFixed(3)}   (aim: at most 1.0)`);
} finally {
  await endSite(site);
}
