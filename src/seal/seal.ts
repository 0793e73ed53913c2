import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

/** Names the format, so that another one can follow. */
const format = 'slipway-seal-1';
const publicKeyBytes = 32;
const tagBytes = 16;

/** A key pair that lives as long as one command. Only `publicKey` travels. */
export interface KeyPair {
  /** Raw X25519 public key, base64url. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** Gives a fresh X25519 key pair. */
export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: rawOf(publicKey), privateKey };
}

/** Encrypts `text` so that only the holder of the key pair can read it. Throws where `publicKey` is not a key. */
export function seal(publicKey: string, text: string): string {
  const recipient = keyOf(publicKey);
  const ephemeral = generateKeyPairSync('x25519');
  const sender = rawOf(ephemeral.publicKey);
  const { key, nonce, header } = derive(ephemeral.privateKey, recipient, { sender, recipient: publicKey });
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [format, sender, body.toString('base64url')].join('.');
}

/** Decrypts what `seal` made for this key pair. Throws where it was made for another one or was altered. */
export function open(pair: KeyPair, sealed: string): string {
  const [name, sender, body] = sealed.split('.');
  if (name !== format || !sender || !body) throw new Error(`this is not a sealed text of the format ${format}`);
  const { key, nonce, header } = derive(pair.privateKey, keyOf(sender), { sender, recipient: pair.publicKey });
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < tagBytes) throw new Error('the sealed text is cut short');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(header).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Error('the sealed text was made for another key or was altered', { cause });
  }
}

/** Key and nonce of one message. The ephemeral key is used once, so the nonce may come from the same secret. */
function derive(own: KeyObject, other: KeyObject, keys: { sender: string; recipient: string }) {
  const header = Buffer.from([format, keys.sender, keys.recipient].join('.'));
  const shared = diffieHellman({ privateKey: own, publicKey: other });
  const bytes = Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), header, 44));
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32), header };
}

function rawOf(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' });
  if (!x) throw new Error('an X25519 key has a public part');
  return x;
}

function keyOf(raw: string): KeyObject {
  if (Buffer.from(raw, 'base64url').length !== publicKeyBytes) throw new Error('this is not an X25519 public key');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw }, format: 'jwk' });
}
