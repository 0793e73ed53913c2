import { createHmac } from 'node:crypto';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { algorithmsFor } from '../../../src/remote/algorithms.ts';
import { checkHostKey, fingerprint } from '../../../src/remote/host-key.ts';
import { hostPattern, pinsOf } from '../../../src/remote/known-hosts.ts';
import { freshKeyPair } from '../../support/ssh-server.ts';

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ';
const line = `ssh-ed25519 ${key}`;

const freshBlob = (): Buffer => {
  const parsed = ssh2.utils.parseKey(freshKeyPair().public);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPublicSSH();
};
const hashed = (name: string, salt = Buffer.from('0123456789abcdefghij')): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

test.each([
  ['a plain name', `node-1 ${line}`, 'node-1', 22, 1],
  ['a name in any case', `Node-1 ${line}`, 'node-1', 22, 1],
  ['one of several names', `a,node-1,192.0.2.7 ${line} a comment`, '192.0.2.7', 22, 1],
  ['another port', `[node-1]:2222 ${line}`, 'node-1', 2222, 1],
  ['a hashed name', `${hashed('192.0.2.7')} ${line}`, '192.0.2.7', 22, 1],
  ['a hashed name with its port', `${hashed('[192.0.2.7]:2222')} ${line}`, '192.0.2.7', 2222, 1],
  ['not another name', `node-11 ${line}`, 'node-1', 22, 0],
  ['not a hash of another name', `${hashed('192.0.2.8')} ${line}`, '192.0.2.7', 22, 0],
  ['not the same name on another port', `node-1 ${line}`, 'node-1', 2222, 0],
  ['not a comment', `#node-1 ${line}`, 'node-1', 22, 0],
  ['not a certificate authority', `@cert-authority node-1 ${line}`, 'node-1', 22, 0],
  ['not half a line', 'node-1 ssh-ed25519', 'node-1', 22, 0],
])('finds %s', (_what, text, address, port, found) => {
  expect(pinsOf(`\n${text}\n`, address, port).trusted).toHaveLength(found);
});

test('keeps revoked keys apart from trusted ones', () => {
  const pins = pinsOf(`node-1 ${line}\n@revoked node-1 ${line}\n`, 'node-1', 22);
  expect(pins).toEqual({ trusted: [key], revoked: [key], types: ['ssh-ed25519'] });
});

test('spells a machine as known_hosts does', () => {
  expect([hostPattern('h', 22), hostPattern('h', 2222)]).toEqual(['h', '[h]:2222']);
});

test('offers the pinned types of host key first', () => {
  expect([algorithmsFor(['ssh-rsa']).serverHostKey].flat().slice(0, 3)).toEqual([
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-ed25519',
  ]);
});

test('never offers group exchange or SHA-1', () => {
  const { kex, serverHostKey, hmac } = algorithmsFor([]);
  expect(JSON.stringify([kex, serverHostKey, hmac])).not.toMatch(/group-exchange|sha1|"ssh-rsa"/);
});

test('prints fingerprints as ssh-keygen does', () => {
  expect(fingerprint(Buffer.from(key, 'base64'))).toBe(
    'ssh-ed25519 SHA256:T7SvZ2cslqpPj6nKzitCBHHlpVF3r3MvLwmFL0fk0IE',
  );
});

test('accepts a pinned key with exactly true', () => {
  const blob = freshBlob();
  const check = checkHostKey('n', '/k', { trusted: [blob.toString('base64')], revoked: [], types: [] });
  expect(check.verify(blob)).toBe(true);
  expect(check.refusal()).toBeUndefined();
});

test('refuses a key of an unknown machine with exactly false', () => {
  const check = checkHostKey('n', '/k', { trusted: [], revoked: [], types: [] });
  expect(check.verify(freshBlob())).toBe(false);
  expect(check.refusal()?.code).toBe('host-key-unknown');
});

test('names both fingerprints of a changed key', () => {
  const [pinned, shown] = [freshBlob(), freshBlob()];
  const check = checkHostKey('n', '/k', { trusted: [pinned.toString('base64')], revoked: [], types: [] });
  expect(check.verify(shown)).toBe(false);
  expect(check.refusal()?.code).toBe('host-key-changed');
  expect(check.refusal()?.reason).toContain(fingerprint(pinned));
  expect(check.refusal()?.reason).toContain(fingerprint(shown));
});

test('refuses a revoked key even where it is trusted too', () => {
  const blob = freshBlob();
  const pin = blob.toString('base64');
  const check = checkHostKey('n', '/k', { trusted: [pin], revoked: [pin], types: [] });
  expect(check.verify(blob)).toBe(false);
  expect(check.refusal()?.reason).toContain('revoked');
});
