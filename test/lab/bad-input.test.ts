import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lab } from './run-lab.ts';
import { slipwaySite } from './slipway-site.ts';
import type { SlipwaySite } from './slipway-site.ts';

interface Problem {
  readonly code: string;
  readonly host: string;
  readonly message: string;
  readonly hint: string;
}

let site: SlipwaySite;
let spec: string;

beforeAll(async () => {
  site = await slipwaySite('refusals');
  spec = await readFile(site.spec, 'utf8');
});
afterAll(() => site?.end());

/** What is wrong with a spec's hosts, as `apply` tells it before anything has changed. */
async function problemsOf(text = spec): Promise<readonly Problem[]> {
  const file = join(site.output, 'bad.yaml');
  await writeFile(file, text);
  const { code, stdout } = await site.dev.slipway('apply', '-f', file, '-o', 'json');
  expect(code).not.toBe(0);
  const said: { readonly failures: readonly Problem[] } = JSON.parse(stdout);
  return said.failures;
}

describe('a host is refused before anything has changed', () => {
  test('where nothing answers at its address', async () => {
    const problems = await problemsOf(spec.replace('10.95.0.12', '10.95.0.99'));
    expect(problems).toMatchObject([{ code: 'host-unreachable', host: 'x-2' }]);
  });

  test('where it does not know the key', async () => {
    await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(site.output, 'stranger')]);
    const problems = await problemsOf(spec.replace('./id_ed25519', './stranger'));
    expect(problems.map(({ code, host }) => [code, host])).toEqual([
      ['ssh-auth-failed', 'x-1'],
      ['ssh-auth-failed', 'x-2'],
    ]);
  });

  test('where the password of sudo is wrong', async () => {
    await writeFile(join(site.output, 'wrong_password'), 'open sesame\n', { mode: 0o600 });
    const problems = await problemsOf(spec.replace('./sudo_password', './wrong_password'));
    expect(problems.map(({ code, host }) => [code, host])).toEqual([
      ['sudo-password-wrong', 'x-1'],
      ['sudo-password-wrong', 'x-2'],
    ]);
    expect(JSON.stringify(problems)).not.toContain('open sesame');
  });

  test('where a disk is full and a port is taken, both told at once', async () => {
    await site.asRoot('x-1', 'mkdir -p /var/lib/containers && mount -t tmpfs -o size=64m none /var/lib/containers');
    await site.asRoot('x-2', 'systemd-run --unit squatter --collect python3 -m http.server 10250');
    const problems = await problemsOf();
    expect(problems).toMatchObject([
      { code: 'disk-full', host: 'x-1' },
      { code: 'port-taken', host: 'x-2' },
    ]);
    await site.asRoot('x-1', 'umount /var/lib/containers');
    await site.asRoot('x-2', 'systemctl stop squatter');
  });

  test('where it is part of another cluster', async () => {
    await site.asRoot('x-2', 'mkdir -p /etc/kubernetes && touch /etc/kubernetes/kubelet.conf');
    await expect(problemsOf()).resolves.toMatchObject([{ code: 'cluster-exists', host: 'x-2' }]);
    await site.asRoot('x-2', 'rm -r /etc/kubernetes');
  });

  test('where its host key is not the one that is known', async () => {
    await lab('fresh', 'refusals/x-2', '--new-host-key');
    await expect(problemsOf()).resolves.toMatchObject([{ code: 'host-key-changed', host: 'x-2' }]);
  });

  test('and whatever was refused, no host has changed', async () => {
    await expect(site.asRoot('x-1', 'ls -d /etc/slipway /etc/kubernetes /etc/crio 2> /dev/null | wc -l')).resolves.toBe(
      '0',
    );
  });
});
