import type { Server } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { waitForControlPlane } from '../../../src/kube/control-plane-pods.ts';
import { controlPlane, remoteTo, stillApi } from './fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

const pod = (component: string, ready = true): object => ({
  metadata: { name: `${component}-cp1`, uid: component, labels: { component, tier: 'control-plane' } },
  spec: { nodeName: 'cp1' },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const others = ['etcd', 'kube-apiserver', 'kube-scheduler'].map((component) => pod(component));

/** Waits for the control plane for a moment; gives what is missing, or nothing where it is ready. */
async function missing(pods: readonly object[]): Promise<string> {
  const { server, port } = await stillApi({ pods });
  const client = await connectCluster(remoteTo(port), controlPlane);
  opened.push(client, server);
  return waitForControlPlane(client, 'cp1', { seconds: 1 }).then(
    () => '',
    (error: unknown) => String(error),
  );
}

test('a control plane is ready with all of its components', async () => {
  await expect(missing([...others, pod('kube-controller-manager'), pod('kube-proxy', false)])).resolves.toBe('');
});

test('a component that was started again and is not ready yet is waited for, as is one that is not there', async () => {
  await expect(missing([...others, pod('kube-controller-manager', false)])).resolves.toContain(
    'kube-controller-manager on cp1',
  );
  await expect(missing(others.slice(1))).resolves.toContain('etcd, kube-controller-manager on cp1');
});
