import { describe, expect, test } from 'vitest';
import { mintToken, revokeToken } from '../../../src/kube/join-token.ts';
import { bodyOf, clusterOf, json } from '../../support/fake-api.ts';

const terms = { description: 'slipway: w-1', expires: new Date('2026-01-01T00:20:00Z') };
const secrets = '/api/v1/namespaces/kube-system/secrets';

describe('a bootstrap token', () => {
  test('is a Secret of its own id, which lets a node in and signs nothing', async () => {
    const made: [string, Record<string, unknown>][] = [];
    const client = await clusterOf(async (request, response) => {
      made.push([`${request.method} ${request.url}`, await bodyOf(request)]);
      json(response, 201, {});
    });
    const [first, second] = [await mintToken(client, terms), await mintToken(client, terms)];
    expect(first).not.toBe(second);
    const [id, secret] = first.split('.');
    expect(made[0]).toEqual([
      `POST ${secrets}`,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
        type: 'bootstrap.kubernetes.io/token',
        stringData: {
          'token-id': expect.stringMatching(/^[a-z0-9]{6}$/),
          'token-secret': secret,
          description: 'slipway: w-1',
          expiration: '2026-01-01T00:20:00.000Z',
          'usage-bootstrap-authentication': 'true',
          'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
        },
      },
    ]);
    expect(secret).toMatch(/^[a-z0-9]{16}$/);
  });

  test('whose request was sent twice is there', async () => {
    const client = await clusterOf((_, response) => json(response, 409, { message: 'already exists' }));
    await expect(mintToken(client, terms)).resolves.toMatch(/^\w{6}\.\w{16}$/);
  });

  test('that is refused is told without it', async () => {
    let sent = '';
    const client = await clusterOf(async (request, response) => {
      sent = JSON.stringify(await bodyOf(request));
      json(response, 422, { message: 'not this way' });
    });
    const refused: unknown = await mintToken(client, terms).catch((error: unknown) => error);
    expect(String(refused)).toContain(`the API server refused POST ${secrets}: not this way`);
    const secret = /"token-secret":"(\w+)"/.exec(sent)?.[1] ?? 'nothing was sent';
    expect(String(refused)).not.toContain(secret);
  });

  test.each([200, 404])('is revoked by its id, also where it is gone, as status %i says', async (status) => {
    const asked: string[] = [];
    const client = await clusterOf((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      json(response, status, {});
    });
    await revokeToken(client, 'abcdef.0123456789abcdef');
    expect(asked).toEqual([`DELETE ${secrets}/bootstrap-token-abcdef`]);
  });
});
