import { expect, test } from 'vitest';
import { judgeMap } from '../../../chaos/check-user-namespaces.ts';

const inside = '         0    655360      65536';
const outside = `${inside}\nUid:\t655360\t655360\t655360\t655360\nother`;

test('a process that is root inside and nobody outside is in a user namespace', () => {
  expect(judgeMap({ inside, outside })).toEqual([]);
});

test.each([
  ['no process', { inside, outside: '' }],
  ['the map of the host', { inside: '0 0 4294967295', outside: '0 0 4294967295\nUid:\t0\t0\t0\t0\nsame' }],
  ['another map than it says', { inside: '0 131072 65536', outside }],
  ['another user than its map says', { inside, outside: outside.replace('Uid:\t655360', 'Uid:\t0') }],
  ['the namespace of the host', { inside, outside: outside.replace('other', 'same') }],
])('%s is none', (_, seen) => {
  expect(judgeMap(seen).length).toBeGreaterThan(0);
});
