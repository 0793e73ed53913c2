import { expect, test } from 'vitest';
import { refusalFor } from '../../../src/kube/api-error.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { ScriptError } from '../../../src/kube/exec.ts';
import type { ExecResult } from '../../../src/kube/exec.ts';
import { observePod } from '../../../src/kube/observe-pod.ts';
import { SlipwayError } from '../../../src/model/failure.ts';
import { logLine } from '../../../src/render/proof-pods.ts';
import { clusterOf } from '../../support/fake-api.ts';

const pod = { metadata: { name: 'w1-first', uid: 'u1' }, spec: { hostUsers: false, containers: [] } };
const dialing = refusalFor(500, 'error dialing backend: dial tcp 10.0.0.2:10250: i/o timeout', {
  request: 'exec in w1-first',
  host: 'cp1',
});
const lost = new SlipwayError('api-unreachable', 'the API server of cp1 did not answer exec in w1-first', {
  host: 'cp1',
});

/** A cluster whose pods say that they serve, and whose exec ends like this, the last again and again. */
async function clusterWith(...ends: readonly (Error | string)[]): Promise<ClusterClient> {
  const client = await clusterOf((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`${logLine('w1-first')}\n`);
  });
  let asked = 0;
  const exec = (): Promise<ExecResult> => {
    const end = ends[Math.min(asked, ends.length - 1)] ?? '';
    asked += 1;
    return typeof end === 'string' ? Promise.resolve({ code: 0, stdout: end, stderr: '' }) : Promise.reject(end);
  };
  return { ...client, exec };
}

test('a pod is looked at again where exec does not work at first', async () => {
  const client = await clusterWith(dialing, lost, 'uid-map\t0 65536 65536\n');
  expect(await observePod(client, pod)).toMatchObject({
    log: logLine('w1-first'),
    inside: { uidMap: [[0, 65_536, 65_536]] },
    trouble: '',
  });
});

test.each([
  ['the API server refuses to the end', dialing],
  ['does not end in the pod', new ScriptError('time-limit', 'the script in w1-first did not end in 120 s')],
])('what %s is part of what was seen', async (_, end) => {
  const seen = await observePod(await clusterWith(end), pod, { seconds: 0 });
  expect(seen).toEqual({ name: 'w1-first', uid: 'u1', hostUsers: false, log: '', trouble: end.message });
});

test('a way to the API server that is lost to the end says nothing of the pod', async () => {
  await expect(observePod(await clusterWith(lost), pod, { seconds: 0 })).rejects.toBe(lost);
});
