import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { searchAttributes } from '../../src/model/names.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const service = z.object({
  image: z.string(),
  restart: z.string(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const file = z
  .object({
    services: z.record(z.string(), service),
    volumes: z.record(z.string(), z.unknown()),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  })
  .parse(parse(read('docker-compose.yml')));
const services = Object.entries(file.services);
const { name, version } = z
  .object({ name: z.string(), version: z.string() })
  .parse(JSON.parse(read('package.json')) as unknown);

/** Three numbers, with a suffix that names the base at most; PostgreSQL has two. */
const exactTag = /^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+(-[a-z]+)?)?$/;

test('every image is pinned by an exact tag', () => {
  const stages = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image ?? '');
  const images = [...services.map(([, { image }]) => image), ...stages];
  expect(images.length).toBeGreaterThan(6);
  expect(images.filter((image) => !exactTag.test(image))).toEqual([]);
});

test('the worker image has the version of the package', () => {
  expect(file.services['worker']?.image).toBe(`${name}:${version}`);
});

test('the jobs use the tools of the version of the server', () => {
  const tagOf = (of: string): string | undefined => file.services[of]?.image.split(':')[1];
  expect([tagOf('schema'), tagOf('namespace')]).toEqual([tagOf('temporal'), tagOf('temporal')]);
});

test('ports are published on loopback unless somebody says otherwise', () => {
  const published = services.flatMap(([, { ports }]) => ports);
  expect(published.length).toBeGreaterThan(0);
  // oxlint-disable-next-line no-template-curly-in-string -- Compose's own interpolation
  expect(published.filter((port) => !port.startsWith('${BIND_ADDRESS:-127.0.0.1}:'))).toEqual([]);
});

test('PostgreSQL keeps its data in a named volume and is reached by Temporal alone', () => {
  const { volumes, ports, networks } = service.parse(file.services['postgresql']);
  const [data = ''] = volumes;
  expect(data.split(':')[1]).toBe('/var/lib/postgresql/data');
  expect(Object.keys(file.volumes)).toContain(data.split(':')[0]);
  expect(ports).toEqual([]);
  expect(networks.map((network) => file.networks[network]?.internal)).toEqual([true]);
});

test('what a service waits for can come about', () => {
  const wrong = services.flatMap(([waiting, { depends_on }]) =>
    Object.entries(depends_on).flatMap(([on, { condition: awaited }]) => {
      const other = file.services[on];
      if (!other) return [`${waiting} waits for ${on}, which is not there`];
      if (awaited === 'service_healthy' && !other.healthcheck) return [`${on} has no health check`];
      const isJob = other.restart.startsWith('on-failure');
      if (awaited === 'service_completed_successfully' && !isJob) return [`${on} never completes`];
      return [];
    }),
  );
  expect(wrong).toEqual([]);
});

test('every service that stays has a health check and comes back by itself', () => {
  const staying = services.filter(([, { restart }]) => !restart.startsWith('on-failure'));
  expect(staying.filter(([, { healthcheck }]) => !healthcheck).map(([of]) => of)).toEqual([]);
  expect(staying.filter(([, { restart }]) => restart !== 'unless-stopped').map(([of]) => of)).toEqual([]);
});

test('the namespace job makes exactly the search attributes of the model', () => {
  const script = file.services['namespace']?.command.join('\n') ?? '';
  const made = [...script.matchAll(/--name (\w+) --type (\w+)/g)].map(([, of, type]) => [of, type?.toUpperCase()]);
  expect(Object.fromEntries(made)).toEqual(searchAttributes);
});

test('the number of history shards is set, since it can never be changed', () => {
  expect(file.services['temporal']?.environment['NUM_HISTORY_SHARDS']).toBe('512');
});

test('the worker gets its keys as secrets, and no password has a default', () => {
  expect(file.services['worker']?.secrets).toEqual(Object.keys(file.secrets));
  const passwords = services.flatMap(([, { environment }]) =>
    Object.entries(environment).filter(([key]) => /PASSWORD|_PWD$/.test(key)),
  );
  expect(passwords.length).toBeGreaterThan(0);
  expect(passwords.filter(([, value]) => !value.startsWith('${POSTGRES_PASSWORD:?'))).toEqual([]);
});
