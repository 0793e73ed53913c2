import { expect, test } from 'vitest';
import { speaksOfIds } from '../../../src/proof/image-ids.ts';

test.each([
  'mount callback failed on /tmp/x: container ID 1109000192 cannot be mapped to a host ID',
  'potentially insufficient UIDs or GIDs available in user namespace (requested 70000:70000 for /home): Check /etc/subuid and /etc/subgid',
  'container create failed: setresuid: Invalid argument',
  'container create failed: setgroups: Invalid argument',
  'lchown /data: invalid argument',
])('%s speaks of ids that the pod does not have', (text) => {
  expect(speaksOfIds(text)).toBe(true);
});

test.each(['invalid argument', 'ErrImagePull: not found', 'mount: operation not permitted', ''])(
  '%j does not',
  (text) => {
    expect(speaksOfIds(text)).toBe(false);
  },
);
