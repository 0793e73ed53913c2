import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import type { KubernetesObject } from '../../src/model/kubernetes-object.ts';
import { hostReachScript, podReachScript } from '../../src/proof/connectivity.ts';
import { insideScript } from '../../src/proof/inside.ts';
import { outsideScript } from '../../src/proof/outside.ts';
import { targetsOf } from '../../src/proof/pairs.ts';
import { renderProofCommons, renderProofPods } from '../../src/render/proof-pods.ts';

/** The places of addresses that are known only once pods run; `build.sh` fills them in. */
const places = { service: { clusterIp: '@SERVICE@', nodePort: 65_533 }, control: '@CONTROL@' };

/** Objects as one manifest. */
export const yaml = (objects: readonly KubernetesObject[]): string =>
  objects.map((object) => stringify(object)).join('---\n');

/** Writes what Slipway's proof applies and runs, so that the plain script issues the same commands. */
export function writeProofFiles(folder: string, spec: ClusterSpec): void {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  put('commons.yaml', yaml(renderProofCommons()));
  put('pods.yaml', yaml(spec.hosts.flatMap(({ name }) => renderProofPods(name, spec.verification.image))));
  put('inside.sh', insideScript().text);
  put('outside.sh', outsideScript().text);
  const targets = targetsOf(spec.hosts.map(({ name }) => name));
  for (const { name, address } of spec.hosts) {
    const reached = (targets.get(name) ?? []).map((node) => ({ node, podIp: `@${node}@` }));
    put(`pod-${name}.sh`, podReachScript(reached, places.service).text);
    put(`host-${name}.sh`, hostReachScript(places.control, { address, service: places.service }).text);
  }
}
