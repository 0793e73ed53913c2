import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectionSettings } from '../../../src/cli/connection-settings.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-tls-'));
  await Promise.all(['crt', 'key', 'ca'].map((name) => writeFile(join(directory, name), name)));
});
afterAll(() => rm(directory, { recursive: true }));

test('without any setting the server of `slipway dev` is meant', async () => {
  expect(await connectionSettings({}, {})).toEqual({ namespace: 'default', options: { address: '127.0.0.1:7233' } });
});

test('flags come before the environment', async () => {
  const env = { TEMPORAL_ADDRESS: 'b:1', TEMPORAL_NAMESPACE: 'b' };
  expect(await connectionSettings({ address: 'a:1' }, env)).toEqual({ namespace: 'b', options: { address: 'a:1' } });
});

test('an API key and TLS come from the environment', async () => {
  const { options } = await connectionSettings({}, { TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'true' });
  expect(options).toMatchObject({ apiKey: 'k', tls: true });
});

test('certificates are read from the files named', async () => {
  const env = {
    TEMPORAL_TLS_CLIENT_CERT_PATH: join(directory, 'crt'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: join(directory, 'key'),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(directory, 'ca'),
    TEMPORAL_TLS_SERVER_NAME: 'temporal',
  };
  const { options } = await connectionSettings({}, env);
  expect(options.tls).toEqual({
    clientCertPair: { crt: Buffer.from('crt'), key: Buffer.from('key') },
    serverRootCACertificate: Buffer.from('ca'),
    serverNameOverride: 'temporal',
  });
});

test('a certificate without its key is a mistake', async () => {
  const env = { TEMPORAL_TLS_CLIENT_CERT_PATH: join(directory, 'crt') };
  await expect(connectionSettings({}, env)).rejects.toThrow('A client certificate needs its key');
});

test('a file that is not there is named with its variable', async () => {
  const env = { TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(directory, 'absent') };
  await expect(connectionSettings({}, env)).rejects.toThrow(
    'TEMPORAL_TLS_SERVER_CA_CERT_PATH names a file that cannot be read',
  );
});
