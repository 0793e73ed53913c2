import { expect, it } from 'vitest';

import { ledgerEntries } from '../../../lab/ledger/entries.ts';

const begun = (pid: number, boot: string, ...args: readonly string[]): string =>
  JSON.stringify({ what: 'begun', at: '2026-01-01T00:00:00.000Z', boot, pid, program: 'kubeadm', arguments: args });
const ended = (pid: number, boot: string, how: { readonly code?: number; readonly signal?: number }): string =>
  JSON.stringify({ what: 'ended', at: '2026-01-01T00:00:02.000Z', boot, pid, ...how });

const summary = (...lines: readonly string[]): unknown =>
  ledgerEntries(`${lines.join('\n')}\n`).map(({ arguments: args, ended: end }) => [
    args.join(' '),
    end?.code ?? end?.signal,
  ]);

it('gives calls with how they ended, in the order in which they began', () => {
  expect(
    summary(begun(7, 'a', 'init'), begun(8, 'a', 'version'), ended(8, 'a', { code: 0 }), ended(7, 'a', { code: 1 })),
  ).toEqual([
    ['init', 1],
    ['version', 0],
  ]);
});

it('leaves a call that was cut off without an end, also where its process id is used again', () => {
  const cut = begun(7, 'a', 'init');
  expect(summary(cut, begun(7, 'b', 'reset'), ended(7, 'b', { signal: 15 }))).toEqual([
    ['init', undefined],
    ['reset', 15],
  ]);
  expect(summary(cut, begun(7, 'a', 'reset'), ended(7, 'a', { code: 0 }))).toEqual([
    ['init', undefined],
    ['reset', 0],
  ]);
});

it('takes a line that a power cut has torn for none', () => {
  expect(summary(begun(7, 'a', 'init').slice(0, 40), begun(9, 'a', 'join'))).toEqual([['join', undefined]]);
});
