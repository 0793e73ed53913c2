import { expect, test } from 'vitest';
import { waitForNetwork } from '../../../src/kube/wait-for-network.ts';
import type { PodNetwork } from '../../../src/model/pod-network.ts';
import { stillCluster } from '../../support/fake-api.ts';

const pod = (owner: string, ready = true): object => ({
  metadata: { name: `${owner}-x`, uid: owner, ownerReferences: [{ name: owner }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const node = (unavailable?: 'True' | 'False'): object => ({
  metadata: { name: 'w1', uid: 'w1' },
  status: { conditions: unavailable ? [{ type: 'NetworkUnavailable', status: unavailable }] : [] },
});

/** Waits for a pod network on a node for a moment; gives what is missing, or nothing where it is ready. */
async function missing(cni: PodNetwork, pods: readonly object[], seen: object): Promise<string> {
  const client = await stillCluster({ pods, nodes: [seen] });
  return waitForNetwork(client, { node: 'w1', cni }, { seconds: 3 }).then(
    () => '',
    (error: unknown) => String(error),
  );
}

const flannel: PodNetwork = { name: 'flannel', version: 'v0.28.9' };
const antrea: PodNetwork = { name: 'antrea', version: 'v2.7.0' };

test('flannel is ready once it has said so on the Node', async () => {
  await expect(missing(flannel, [pod('kube-flannel-ds')], node('False'))).resolves.toBe('');
  await expect(missing(flannel, [pod('kube-flannel-ds')], node())).resolves.toContain('has not set up this node');
});

test('a pod network that says nothing on the Node is ready with its pod', async () => {
  await expect(missing(antrea, [pod('antrea-agent')], node())).resolves.toBe('');
  await expect(missing(antrea, [pod('antrea-agent')], node('True'))).resolves.toContain('has not set up this node');
});

test('pods of others in its namespace do not count', async () => {
  await expect(missing(antrea, [pod('kube-proxy')], node())).resolves.toContain('no pod on this node');
  await expect(missing(antrea, [pod('kube-proxy'), pod('antrea-agent', false)], node())).resolves.toContain(
    'antrea-agent-x',
  );
});
