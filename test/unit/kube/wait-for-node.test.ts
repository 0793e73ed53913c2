import type { Server } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { waitForNode } from '../../../src/kube/wait-for-node.ts';
import { controlPlane, remoteTo, stillApi } from './fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

/** Waits for a node that is Ready, as kubelet said in the first boot, and gives what is missing, or nothing. */
async function missing(boot?: string): Promise<string> {
  const node = {
    metadata: { name: 'w1', uid: 'w1' },
    status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { bootID: 'first' } },
  };
  const { server, port } = await stillApi({ nodes: [node] });
  const client = await connectCluster(remoteTo(port), controlPlane);
  opened.push(client, server);
  const wait = waitForNode(client, 'w1', { seconds: 1, ...(boot === undefined ? {} : { boot }) });
  return wait.then(
    () => '',
    (error: unknown) => String(error),
  );
}

test('a node is waited for until it is Ready', async () => {
  await expect(missing()).resolves.toBe('');
});

test('what kubelet said before a reboot does not count after it', async () => {
  await expect(missing('first-12')).resolves.toBe('');
  await expect(missing('second-34')).resolves.toContain('its kubelet has not reported since the reboot');
});
