import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchWord, keyWord } from '../../../src/os/fetch-key.ts';
import { prelude } from '../../../src/steps/prelude.ts';
import { lines, sh } from '../../../src/shell/sh.ts';

const cases = new URL('./keys/', import.meta.url);
const key = (name: string): Promise<string> => readFile(new URL(`${name}.asc`, cases), 'utf8');

/** Fingerprint of the key that `expired` and `extended` are copies of. */
const fingerprint = 'FB6A1277C85B8A1F7D506AFDE48ED6E3B2329F91';

let served: Readonly<Record<string, string>> = {};
const server = createServer((request, response) => {
  const body = served[request.url ?? ''];
  response.writeHead(body === undefined ? 404 : 200).end(body);
});
let address = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`;
});
afterAll(() => server.close());

async function fetched(...paths: readonly string[]): Promise<{ readonly said: string; readonly kept: string }> {
  const file = join(await mkdtemp(join(tmpdir(), 'slipway-key-')), 'key');
  const urls = paths.map((path) => `${address}${path}`);
  const script = lines(
    prelude,
    keyWord,
    fetchWord,
    sh`set -eu`,
    sh`fetch_key ${fingerprint} ${file} ${urls}`,
    sh`key_of ${file}`,
  );
  const child = spawn('sh', ['-s'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.end(script.text);
  await once(child, 'close');
  return { said: said.trim().split('\n').at(-1) ?? '', kept: await readFile(file, 'utf8').catch(() => '') };
}

test('a living copy at the first address is taken, and no other is asked for', async () => {
  served = { '/own': await key('extended') };
  await expect(fetched('/own', '/nowhere')).resolves.toMatchObject({ said: `${fingerprint} alive` });
});

test('the repository of a newer minor is asked where the copy of the own one has expired', async () => {
  served = { '/own': await key('expired'), '/newer': await key('extended') };
  const { said, kept } = await fetched('/own', '/missing', '/newer');
  expect(said).toBe(`${fingerprint} alive`);
  expect(kept).toBe(await key('extended'));
});

test('where every copy has expired, the own one is kept, and another key elsewhere is passed over', async () => {
  served = { '/own': await key('expired'), '/newer': await key('other') };
  await expect(fetched('/own', '/newer')).resolves.toMatchObject({ said: `${fingerprint} expired` });
});

test('another key at the address of the mirror, or one more key in the file, is refused', async () => {
  served = { '/other': await key('other'), '/both': `${await key('extended')}\n${await key('other')}` };
  for (const path of ['/other', '/both']) {
    const { said, kept } = await fetched(path);
    expect(said).toContain('@slipway-failure key-mismatch');
    expect(kept).toBe('');
  }
});

test('a mirror without the key is told from one with another', async () => {
  served = {};
  await expect(fetched('/own')).resolves.toMatchObject({ said: expect.stringContaining('mirror-unreachable') });
});
