import { expect, test } from 'vitest';
import { waitForControlPlane } from '../../../src/kube/control-plane-pods.ts';
import { stillCluster } from '../../support/fake-api.ts';
import { firstMissing } from '../../support/first-missing.ts';

const pod = (component: string, ready = true): object => ({
  metadata: { name: `${component}-cp1`, uid: component, labels: { component, tier: 'control-plane' } },
  spec: { nodeName: 'cp1' },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const others = ['etcd', 'kube-apiserver', 'kube-scheduler'].map((component) => pod(component));

/** What the control plane lacks; '' where it is ready. */
async function missing(pods: readonly object[]): Promise<string> {
  const client = await stillCluster({ pods });
  return firstMissing((options) => waitForControlPlane(client, 'cp1', options));
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
