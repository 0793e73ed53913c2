import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseFacts } from '../../../src/facts/parse.ts';
import { factsScript } from '../../../src/facts/script.ts';

test('the script tells the truth about the machine it runs on', () => {
  const before = Date.now();
  const { stdout, status } = spawnSync('sh', ['-s'], { input: factsScript().text, encoding: 'utf8' });
  expect(status).toBe(0);
  const facts = parseFacts(stdout, (before + Date.now()) / 2);
  expect(facts.cpus).toBeGreaterThan(0);
  expect(facts.memoryMiB).toBeGreaterThan(100);
  expect(facts.kernel).toBe(spawnSync('uname', ['-r'], { encoding: 'utf8' }).stdout.trim());
  expect(facts.freeMiB['/var']).toBeGreaterThan(0);
  for (const answer of Object.values(facts.idmap)) expect(['yes', 'no', 'unknown']).toContain(answer);
  expect(Math.abs(facts.clockSkewMs)).toBeLessThan(5000);
});

test('a host that says nothing has nothing, and is refused later rather than guessed', () => {
  expect(parseFacts('', 0)).toMatchObject({
    systemd: 0,
    packageManager: 'none',
    os: { id: '' },
    cpus: 0,
    claimedBy: '',
    kubernetesFiles: [],
  });
});

test('text of a login banner does not become a fact', () => {
  expect(parseFacts('Welcome to the machine\nos.id\tubuntu\n', 0).os.id).toBe('ubuntu');
});
