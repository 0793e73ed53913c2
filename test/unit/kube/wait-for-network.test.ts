import { expect, test } from 'vitest';
import { waitForNetwork } from '../../../src/kube/wait-for-network.ts';
import type { PodNetwork } from '../../../src/model/pod-network.ts';
import { stillCluster } from '../../support/fake-api.ts';
import { firstMissing } from '../../support/first-missing.ts';

const pod = (owner: string, ready = true): object => ({
  metadata: { name: `${owner}-x`, uid: owner, ownerReferences: [{ name: owner }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const node = (unavailable?: 'True' | 'False'): object => ({
  metadata: { name: 'w1', uid: 'w1' },
  status: { conditions: unavailable ? [{ type: 'NetworkUnavailable', status: unavailable }] : [] },
});

/** What a pod network lacks on a node; '' where it is ready. */
async function missing(cni: PodNetwork, pods: readonly object[], seen: object): Promise<string> {
  const client = await stillCluster({ pods, nodes: [seen] });
  return firstMissing((options) => waitForNetwork(client, { node: 'w1', cni }, options));
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

test('time that is up tells what is missing, with the node', async () => {
  const client = await stillCluster({ pods: [pod('antrea-agent', false)], nodes: [node()] });
  await expect(waitForNetwork(client, { node: 'w1', cni: antrea }, { seconds: 8 })).rejects.toMatchObject({
    code: 'network-not-ready',
    host: 'w1',
    message: expect.stringMatching(/^the pod network on w1 is not ready after 8 s: pod antrea-agent-x/),
  });
});
