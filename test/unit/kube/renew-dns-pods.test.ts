import { expect, test } from 'vitest';
import { renewDnsPods } from '../../../src/kube/renew-dns-pods.ts';
import { bodyOf, clusterOf, json } from '../../support/fake-api.ts';

const waiting = { restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } };
const running = { restartCount: 0, state: { running: {} } };
const restarted = { restartCount: 1, state: { waiting: { reason: 'ContainerCreating' } } };

interface Seen {
  readonly deleted: readonly string[];
  readonly asked: readonly string[];
}

/** What is deleted on w1, where pods of these names have such a container and those named failed to get a sandbox. */
async function renewed(
  pods: Readonly<Record<string, object | undefined>>,
  failed: readonly string[],
  status = 200,
): Promise<Seen> {
  const [deleted, asked]: [string[], string[]] = [[], []];
  const bodies: object[] = [];
  const client = await clusterOf(async (request, response) => {
    const url = new URL(request.url, 'https://cp1');
    const path = url.pathname;
    if (request.method === 'DELETE') {
      const name = path.split('/').at(-1) ?? '';
      deleted.push(name);
      // The API server takes its options from the body alone, where there is one.
      bodies.push(await bodyOf(request));
      return json(response, status, { message: 'as ordered' });
    }
    asked.push(`${path} ${url.searchParams.get('labelSelector') ?? ''} ${url.searchParams.get('fieldSelector') ?? ''}`);
    const items = path.endsWith('/events')
      ? failed.map((name) => ({ metadata: { name: `${name}.1` }, involvedObject: { name, uid: `${name}-uid` } }))
      : Object.entries(pods).map(([name, container]) => ({
          metadata: { name, uid: `${name}-uid` },
          status: container ? { containerStatuses: [container] } : {},
        }));
    json(response, 200, { items });
  });
  const count = await renewDnsPods(client, 'w1');
  expect(count).toBe(deleted.length);
  expect(bodies).toEqual(deleted.map((name) => ({ gracePeriodSeconds: 0, preconditions: { uid: `${name}-uid` } })));
  return { deleted: deleted.toSorted(), asked: asked.toSorted() };
}

test('pods of cluster DNS that never started for want of the pod network are made anew, and no others', async () => {
  const pods = { stuck: waiting, bare: undefined, starting: waiting, up: running, 'was-up': restarted };
  await expect(renewed(pods, ['stuck', 'bare', 'up', 'was-up', 'gone'])).resolves.toEqual({
    deleted: ['bare', 'stuck'],
    asked: [
      '/api/v1/namespaces/kube-system/events  reason=FailedCreatePodSandBox',
      '/api/v1/namespaces/kube-system/pods k8s-app=kube-dns spec.nodeName=w1',
    ],
  });
});

test.each([404, 409])('one that is gone meanwhile, as status %i says, is no failure', async (status) => {
  await expect(renewed({ stuck: waiting }, ['stuck'], status)).resolves.toMatchObject({ deleted: ['stuck'] });
});
