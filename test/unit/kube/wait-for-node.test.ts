import { expect, test } from 'vitest';
import { waitForNode } from '../../../src/kube/wait-for-node.ts';
import { stillCluster } from '../../support/fake-api.ts';
import { firstMissing } from '../../support/first-missing.ts';

/** What a node lacks that is Ready, as kubelet said in the first boot; '' where that is nothing. */
async function missing(boot?: string): Promise<string> {
  const node = {
    metadata: { name: 'w1', uid: 'w1' },
    status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { bootID: 'first' } },
  };
  const client = await stillCluster({ nodes: [node] });
  return firstMissing((options) => waitForNode(client, 'w1', { ...options, ...(boot === undefined ? {} : { boot }) }));
}

test('a node is waited for until it is Ready', async () => {
  await expect(missing()).resolves.toBe('');
});

test('what kubelet said before a reboot does not count after it', async () => {
  await expect(missing('first-12')).resolves.toBe('');
  await expect(missing('second-34')).resolves.toContain('its kubelet has not reported since the reboot');
});
