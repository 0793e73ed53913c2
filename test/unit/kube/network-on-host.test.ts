import { expect, test } from 'vitest';
import { waitForNetworkOnHost } from '../../../src/kube/network-on-host.ts';
import type { Host } from '../../../src/model/cluster.ts';
import type { Remote } from '../../../src/remote/remote.ts';
import { settings } from '../proof/evidence.ts';
import { remoteTo, stillCluster } from '../../support/fake-api.ts';

const host: Host = { name: 'w1', address: '10.0.0.2', role: 'worker' };
const objects = {
  pods: [
    {
      metadata: { name: 'flannel-x', uid: 'x', ownerReferences: [{ name: 'kube-flannel-ds' }] },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [{ name: 'kube-flannel', containerID: 'cri-o://aaaa' }],
      },
    },
  ],
  nodes: [
    { metadata: { name: 'w1', uid: 'w1' }, status: { conditions: [{ type: 'NetworkUnavailable', status: 'False' }] } },
  ],
};

/** A host that tells of these containers, the last of them again and again. */
function hostWith(...answers: readonly string[]): { readonly remote: Remote; readonly asked: () => number } {
  let asked = 0;
  const run = (): ReturnType<Remote['run']> => {
    const stdout = answers[Math.min(asked, answers.length - 1)] ?? '';
    asked += 1;
    return Promise.resolve({ code: 0, stdout, stderr: 'crictl: no socket', milliseconds: 3 });
  };
  return { remote: remoteTo(0, { run }), asked: () => asked };
}

test('a pod network that runs on the host is ready at the first look', async () => {
  const client = await stillCluster(objects);
  const { remote, asked } = hostWith('bbbb\naaaa\n');
  await waitForNetworkOnHost({ client, remote }, { settings, host });
  expect(asked()).toBe(1);
});

test('a pod that the API tells of since before a reboot is waited for', async () => {
  const client = await stillCluster(objects);
  const { remote, asked } = hostWith('', 'bbbb\n', 'bbbb\naaaa\n');
  await waitForNetworkOnHost({ client, remote }, { settings, host });
  expect(asked()).toBe(3);
});

test('where it never runs, the failure names the node and has the words of the host', async () => {
  const client = await stillCluster(objects);
  const failure = waitForNetworkOnHost({ client, remote: hostWith('').remote }, { settings, host }, { seconds: 3 });
  await expect(failure).rejects.toMatchObject({
    code: 'network-not-ready',
    message: expect.stringContaining('on w1 is not ready'),
    tail: 'crictl: no socket',
  });
});
