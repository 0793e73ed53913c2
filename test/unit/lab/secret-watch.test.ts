import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { watchForSecrets } from '../../lab/secret-watch.ts';

test.each([
  ['in its arguments', ['-c', 'sleep 4; : a-planted-secret'], {}],
  ['in its environment', ['-c', 'sleep 4'], { PLANTED: 'a-planted-secret' }],
  ['as a bootstrap token', ['-c', 'sleep 4; : abcdef.0123456789abcdef'], {}],
])('a process that shows a secret %s is seen', async (_where, args, env) => {
  const watch = watchForSecrets(['a-planted-secret']);
  await once(spawn('sh', args, { env }), 'close');
  const { seen } = await watch.end();
  expect(seen).not.toEqual([]);
});

test('a process that shows none is not', async () => {
  const watch = watchForSecrets(['a-secret-nobody-has']);
  const { processes } = await watch.end();
  expect(processes).toBeGreaterThan(1);
});
