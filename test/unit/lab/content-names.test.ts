import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode } from 'dns-packet';
import type { DecodedPacket } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveNames } from '../../../lab/content/serve-names.ts';

let server: Awaited<ReturnType<typeof serveNames>>;

beforeAll(async () => {
  server = await serveNames(new Map([['cp-1', '10.88.0.11']]), { address: '127.0.0.1', port: 0 });
});
afterAll(() => void server.close());

async function ask(name: string, type: 'A' | 'AAAA', before?: Buffer): Promise<DecodedPacket> {
  const client = createSocket('udp4');
  try {
    const { port } = server.address();
    if (before) client.send(before, port, '127.0.0.1');
    client.send(encode({ type: 'query', id: 7, questions: [{ name, type }] }), port, '127.0.0.1');
    const [answer]: Buffer[] = await once(client, 'message');
    return decode(answer ?? Buffer.alloc(0));
  } finally {
    client.close();
  }
}

test('a host of the site has its address, however its name is written', async () => {
  const { id, answers } = await ask('CP-1', 'A');
  expect(id).toBe(7);
  expect(answers).toMatchObject([{ type: 'A', data: '10.88.0.11' }]);
});

test('a host of the site has no IPv6 address, which is an answer and not an error', async () => {
  const reply = await ask('cp-1', 'AAAA');
  expect(reply).toMatchObject({ answers: [], rcode: 'NOERROR' });
});

test('a name of the world outside does not exist', async () => {
  const reply = await ask('docker.io', 'A');
  expect(reply).toMatchObject({ answers: [], rcode: 'NXDOMAIN' });
});

test('a datagram that is no question leaves the server as it was', async () => {
  const { answers } = await ask('cp-1', 'A', Buffer.from([1, 2, 3]));
  expect(answers).toHaveLength(1);
});
