import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { greets } from './greeting.ts';
import { hostNamespaces, livingNamespaces, remainsOf } from './remains.ts';
import { lab, startLab, tryLab } from './run-lab.ts';
import { processesOf, testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
const addresses = { 'lr-1': '10.92.0.11', 'lr-2': '10.92.0.12' } as const;
const hosts = Object.keys(addresses);

/** Whether a host has a part of a disk: one that comes about, or one that is thrown away. */
function hasHalf(host: string): boolean {
  const disk = `/var/lib/slipway-lab/lab-remains/${host}`;
  const drafts = existsSync(disk) ? readdirSync(disk).filter((name) => name.startsWith('root.draft.')) : [];
  return drafts.some((name) => existsSync(`${disk}/${name}/usr`));
}

beforeAll(async () => {
  site = await testSite('lab-remains');
});

afterAll(() => site.end());

/** Starts a lab command and ends it with SIGKILL as soon as the moment has come. */
async function killedAt(moment: () => boolean, args: readonly string[]): Promise<void> {
  const child = startLab(args);
  await expect.poll(moment, { timeout: 60_000, interval: 2 }).toBe(true);
  expect(child.exitCode).toBe(null);
  child.kill('SIGKILL');
  await once(child, 'close');
}

const moments = {
  'its hosts have half a disk': () => hosts.some(hasHalf),
  'its hosts boot': () => hosts.some((host) => processesOf('lab-remains', host, 'machine').length > 0),
} as const;

async function expectGreetings(): Promise<void> {
  for (const address of Object.values(addresses)) expect(await greets(address)).toBe(true);
}

test('down leaves no process, namespace, mount, device, cgroup or file of a site', async () => {
  await lab(...site.up);
  await lab('delay', 'lr-1', '10');
  await lab('cut', 'lr-2');
  await lab('freeze', 'lr-2');
  const namespaces = hostNamespaces(site.name);
  expect(livingNamespaces(namespaces)).toEqual(namespaces);
  expect(namespaces.filter((id) => id.startsWith('net:')).length).toBeGreaterThanOrEqual(2);
  expect(remainsOf(site).length).toBeGreaterThan(10);
  await lab('down', site.name);
  expect(remainsOf(site)).toEqual([]);
  expect(livingNamespaces(namespaces)).toEqual([]);
});

test('down of a site that is down is no error, and of one that does not exist is', async () => {
  await lab('down', 'one');
  const { code, stderr } = await tryLab('down', 'nowhere');
  expect(code).toBe(1);
  expect(stderr).toContain('there is no site nowhere: name one of ');
});

test.each(Object.entries(moments))('down clears up after an up that was killed while %s', async (_, moment) => {
  await killedAt(moment, site.up);
  await lab('down', site.name);
  expect(remainsOf(site)).toEqual([]);
});

test('an up that was killed while its hosts had half a disk, and again while they booted, is finished', async () => {
  for (const moment of Object.values(moments)) await killedAt(moment, site.up);
  await lab(...site.up);
  await expectGreetings();
  expect(await lab('ssh', 'lr-2', 'systemctl is-system-running --wait')).toBe('running');
});

test('a host whose disk was being thrown away when the command was killed gets a whole one', async () => {
  await killedAt(() => hasHalf('lr-1'), ['fresh', 'lr-1']);
  await lab(...site.up);
  await expectGreetings();
  expect(await lab('ssh', 'lr-1', 'systemctl is-system-running --wait')).toBe('running');
  await lab('down', site.name);
  expect(remainsOf(site)).toEqual([]);
});
