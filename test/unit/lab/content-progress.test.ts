import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createReporter, duration, runStage } from '../../../lab/content/progress.ts';

function collector(): { readonly out: NodeJS.WriteStream; readonly lines: () => readonly string[] } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const out: NodeJS.WriteStream = Object.assign(Object.create(stream), { isTTY: false, columns: 80 });
  return { out, lines: () => text.trimEnd().split('\n') };
}

describe('progress without a terminal', () => {
  // Only what the reporter uses: other files of this process may still have timers of other kinds.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('writes a line when a stage begins, every fifteen seconds, and when it ends', async () => {
    const { out, lines } = collector();
    const report = createReporter(out);
    const stage = report.stage('kubernetes 1.30.4');
    stage.progress(3, 9, 'k8s.io/api');
    await vi.advanceTimersByTimeAsync(31_000);
    stage.done();
    expect(lines()).toEqual([
      '… kubernetes 1.30.4',
      '… kubernetes 1.30.4 (15 s) 3 of 9, k8s.io/api',
      '… kubernetes 1.30.4 (30 s) 3 of 9, k8s.io/api',
      '✓ kubernetes 1.30.4 (31 s)',
    ]);
  });

  it('says nothing more after the last stage', async () => {
    const { out, lines } = collector();
    const report = createReporter(out);
    report.stage('images').done('9 images');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines()).toEqual(['… images', '✓ images: 9 images (0.0 s)']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('shows the first line of a failure and passes the failure on', async () => {
    const { out, lines } = collector();
    const failing = runStage(createReporter(out), 'etcd', () => Promise.reject(new Error('gcc is missing\n  detail')));
    await expect(failing).rejects.toThrow('gcc is missing');
    expect(lines().at(-1)).toBe('✗ etcd: gcc is missing (0.0 s)');
  });
});

describe('progress on a terminal', () => {
  it.each([
    ['without a size', { rows: 0, columns: 0 }],
    ['of the usual size', { rows: 24, columns: 80 }],
  ])('shows a live line %s', (_, size) => {
    const { out, lines } = collector();
    const report = createReporter(Object.assign(out, { isTTY: true, ...size }));
    const stage = report.stage('kubernetes 1.30.4', 'reading sources');
    expect(lines().join('\n')).toContain('… kubernetes 1.30.4 (0.0 s) reading sources');
    stage.done();
    report.close();
    expect(lines().join('\n')).toContain('✓');
  });
});

it.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
])('says %d seconds as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
