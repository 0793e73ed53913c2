import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bootEnded } from '../../../src/facts/boot.ts';
import { lines, sh } from '../../../src/shell/sh.ts';

/** Waits for a host whose systemd tells these states one after the other, and then that it runs; gives how often it was asked. */
function looks(shell: string, ...states: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-boot-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const asked = join(folder, 'asked');
  const told = states.map((state, index) => `${index + 1}) echo ${state} ;;`).join(' ');
  const systemctl = `#!/bin/sh\necho >> ${asked}\ncase $(wc -l < ${asked}) in ${told} *) echo running ;; esac\nexit 1\n`;
  writeFileSync(join(folder, 'systemctl'), systemctl, { mode: 0o755 });
  const { status, stderr } = spawnSync(shell, ['-eus'], {
    input: lines(sh`PATH=${folder}:$PATH`, bootEnded).text,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return readFileSync(asked, 'utf8').length;
}

test.each(['sh', 'bash'])('a host that boots is waited for, and one that has booted is not, by %s', (shell) => {
  expect(looks(shell, 'initializing', 'starting')).toBe(3);
  expect(looks(shell, 'degraded')).toBe(1);
});
