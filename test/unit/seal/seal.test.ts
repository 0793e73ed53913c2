import { expect, test } from 'vitest';
import { newKeyPair, open, seal } from '../../../src/seal/seal.ts';

const text = 'apiVersion: v1\nkind: Config\nclusters: [] # größer als ein Byte: …\n'.repeat(100);

test('gives the holder of the key pair the text back', () => {
  const pair = newKeyPair();
  expect(open(pair, seal(pair.publicKey, text))).toBe(text);
});

test('seals an empty text too', () => {
  const pair = newKeyPair();
  expect(open(pair, seal(pair.publicKey, ''))).toBe('');
});

test('shows nothing of the text', () => {
  const sealed = seal(newKeyPair().publicKey, 'token: top-secret');
  expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('top-secret');
});

test('never gives the same ciphertext twice', () => {
  const { publicKey } = newKeyPair();
  expect(seal(publicKey, text)).not.toBe(seal(publicKey, text));
});

test('cannot be opened with another key pair', () => {
  const sealed = seal(newKeyPair().publicKey, text);
  expect(() => open(newKeyPair(), sealed)).toThrow('made for another key or was altered');
});

test('cannot be opened once a single byte has changed', () => {
  const pair = newKeyPair();
  const [format, sender, body = ''] = seal(pair.publicKey, text).split('.');
  const bytes = Buffer.from(body, 'base64url');
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  expect(() => open(pair, [format, sender, bytes.toString('base64url')].join('.'))).toThrow('was altered');
});

test.each([
  ['another format', 'age.abc.def', 'not a sealed text'],
  ['nothing', '', 'not a sealed text'],
  ['a broken sender', 'slipway-seal-1.AAAA.AAAA', 'not an X25519 public key'],
  ['a cut text', `slipway-seal-1.${newKeyPair().publicKey}.AAAA`, 'cut short'],
])('refuses %s', (_what, sealed, message) => {
  expect(() => open(newKeyPair(), sealed)).toThrow(message);
});

test('refuses a public key that is none', () => {
  expect(() => seal('bm90IGEga2V5', text)).toThrow('not an X25519 public key');
});
