import { settingsOf } from '../../src/model/cluster.ts';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import type { HostFacts } from '../../src/model/facts.ts';
import { familyOf } from '../../src/os/index.ts';
import { factsScript } from '../../src/facts/script.ts';
import { parseFacts } from '../../src/facts/parse.ts';
import { compileBatch, compileChecks } from '../../src/steps/compile.ts';
import type { HostStep, StepContext } from '../../src/steps/define-step.ts';
import { parseRecords } from '../../src/steps/records.ts';
import { asRoot } from './as-root.ts';

/** What a host tells about itself. */
export async function factsOf(host: string): Promise<HostFacts> {
  const before = Date.now();
  const stdout = await asRoot(host, factsScript());
  return parseFacts(stdout, { before, after: Date.now() });
}

/** The context of steps on a host, by its own facts. */
export async function contextOn(site: string, spec: ClusterSpec, name: string): Promise<StepContext> {
  const host = spec.hosts.find((candidate) => candidate.name === name);
  const [controlPlane] = spec.hosts;
  const facts = await factsOf(`${site}/${name}`);
  const system = familyOf(facts);
  if (!host || !controlPlane || 'refused' in system) throw new Error(`${name} is no host of this spec`);
  const versions = { kubernetes: '1.30.4', crio: '1.34.0' };
  return { settings: settingsOf(spec), host, controlPlane, facts, versions, family: system.family };
}

/** Does a step on its host as a build does, and gives `STATE what it said`. */
export async function doStep(site: string, step: HostStep, at: StepContext): Promise<string> {
  const [record] = parseRecords(await asRoot(`${site}/${at.host.name}`, compileBatch([step], at)));
  return `${record?.state} ${record?.said}`.trim();
}

/** Checks a step on its host as a plan does. */
export async function checkStep(site: string, step: HostStep, at: StepContext): Promise<string> {
  const [record] = parseRecords(await asRoot(`${site}/${at.host.name}`, compileChecks([step], at)));
  return `${record?.state} ${record?.said}`.trim();
}
