import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { acquire } from '../../../lab/hosts/lock.ts';

test('commands that want the lab at the same time have it one after the other, however soon each lets go', async () => {
  const address = `\0slipway-lock-test-${process.pid}`;
  let holders = 0;
  const notes: string[] = [];
  const command = async (): Promise<number> => {
    const release = await acquire({ note: (text) => notes.push(text) }, address);
    holders += 1;
    const seen = holders;
    await setImmediate();
    holders -= 1;
    release();
    return seen;
  };
  await expect(Promise.all(Array.from({ length: 40 }, command))).resolves.toEqual(Array.from({ length: 40 }, () => 1));
  expect(notes).toContain('another lab command is at work; waiting for it to end');
});
