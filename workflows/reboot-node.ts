import { sleep } from '@temporalio/workflow';
import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import type { HostFacts, Versions } from '../src/model/facts.ts';
import type { NodeProof, ProofCheck } from '../src/model/proof.ts';
import { acting, activities, inspecting } from './policies.ts';

/** A host still starts things when its node is Ready already: it is looked at again this often, that long after, before it counts. */
const looks = 3;
const pause = '10s';

/** A node to be rebooted and proven. */
export interface RebootTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
  readonly facts: HostFacts;
  readonly versions: Versions;
}

/**
 * Item 10 of the proof: drains the node, reboots its host, and proves it in its new boot, with what every step of a build finds
 * there. The node takes pods again only after that: one that fails stays cordoned.
 */
export async function rebootNode(task: RebootTask): Promise<NodeProof | undefined> {
  const { settings, host, controlPlane, facts, versions } = task;
  const { name } = host;
  const node = { settings, host, controlPlane };
  const drained = await activities.drainNode.executeWithOptions({ ...acting(360), summary: `Drain ${name}` }, [node]);
  const reboot = { ...acting(960), summary: `Reboot ${name}` };
  const { bootId, seconds } = await activities.rebootHost.executeWithOptions(reboot, [
    { settings, host, bootId: facts.bootId },
  ]);
  const waiting = { ...acting(330), summary: 'Wait until the API server serves' };
  await activities.awaitApi.executeWithOptions(waiting, [{ settings, controlPlane }]);
  const proving = { ...acting(300), summary: `Prove user namespaces on ${name} after its reboot` };
  const common = { ...node, versions, facts: { ...facts, bootId } };
  await activities.runKubeStep.executeWithOptions({ ...acting(300), summary: `Wait until ${name} is Ready` }, [
    { ...common, step: 'wait-node-ready', boot: bootId },
  ]);
  const { proof } = await activities.runKubeStep.executeWithOptions(proving, [{ ...common, step: 'prove-node' }]);
  let left = await look();
  for (let again = 0; left.wrong.length > 0 && again < looks; again += 1) {
    await sleep(pause);
    left = await look();
  }
  const { wrong, lasting } = left;
  const moved = drained.cordoned ? `, ${drained.evicted} pods moved away before` : '';
  const check: ProofCheck = {
    id: 'reboot',
    title: 'After a reboot everything that a build set up is in place by itself',
    passed: wrong.length === 0 && lasting > 0,
    expected: 'another boot, and every step of a build in order',
    seen:
      wrong.length > 0 ? wrong.join('; ') : `up again after ${seconds.toFixed(0)} s, ${lasting} steps in order${moved}`,
  };
  if (check.passed) {
    await activities.uncordonNode.executeWithOptions({ ...acting(60), summary: `Let pods onto ${name} again` }, [node]);
  }
  return proof && { ...proof, checks: [...proof.checks, check] };

  async function look(): Promise<{ readonly wrong: readonly string[]; readonly lasting: number }> {
    const looking = { ...inspecting, summary: `Look at what the reboot left of ${name}` };
    const { nodes } = await activities.inspectHosts.executeWithOptions(looking, [
      { settings, hosts: [host], controlPlane, versions },
    ]);
    const [plan] = nodes;
    // Images are no part of it: kubelet collects those that no pod uses, and pulls what one needs. Nor is the proof, made just now.
    const lasting = plan?.steps.filter(({ id, phase }) => phase !== 'images' && id !== 'prove-node') ?? [];
    const undone = lasting.filter(({ state }) => state !== 'ok');
    const wrong = [
      ...(plan?.problems ?? []).map(({ message }) => message),
      ...undone.map(({ title, found }) => `${title}: ${found || 'to do'}`),
    ];
    return { wrong, lasting: lasting.length };
  }
}
