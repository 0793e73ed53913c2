import { expect, test } from 'vitest';
import { openClusterPool } from '../../../src/kube/cluster-pool.ts';
import type { Remote, Target } from '../../../src/remote/remote.ts';
import { spec } from '../../support/fixtures.ts';
import { withSsh } from '../../support/remote-tests.ts';

const [host] = spec.hosts;
if (!host) throw new Error('the spec has a host');
const target: Target = { host, ssh: spec.ssh };

/** A remote on which everything takes for ever; `asked` counts. */
function hanging(): { readonly remote: Remote; readonly asked: () => number } {
  let count = 0;
  const never = (): Promise<never> => {
    count += 1;
    return new Promise(() => undefined);
  };
  return {
    remote: { run: never, follow: never, stop: never, acknowledge: never, forward: never, close: never },
    asked: () => count,
  };
}

test.each([
  ['the same target', target, 1],
  ['another bastion', withSsh(target, { bastion: { address: '192.0.2.1', port: 22, user: 'ops' } }), 2],
  ['another key', withSsh(target, { key: { file: '/keys/newer' } }), 2],
])('a second request by %s shares the client, or has its own', (_what, second, clients) => {
  const { remote, asked } = hanging();
  const pool = openClusterPool(remote);
  void pool.connect('harbour', target);
  void pool.connect('harbour', second);
  expect(asked()).toBe(clients);
});
