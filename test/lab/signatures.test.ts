import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ResultJson } from '../../src/cli/show/result-json.ts';
import { lockCases } from './lock.cases.ts';
import { lab } from './run-lab.ts';
import type { Trouble } from './troubled-mirror.ts';
import { pastPackages, troubledSite } from './troubled-site.ts';
import type { TroubledSite } from './troubled-site.ts';

const hosts = ['s-1', 's-2', 's-3'] as const;
type HostName = (typeof hosts)[number];
const rpmHosts = ['s-1', 's-3'] as const;

let site: TroubledSite;

beforeAll(async () => {
  site = await troubledSite('signatures', '10.103.0.1', { 's-1': 'rpm', 's-2': 'deb', 's-3': 'rpm' });
});
afterAll(() => site?.end());
beforeEach(() => site.clean());

type Node = ResultJson['nodes'][number];

/** What becomes of each node. */
async function build(
  trouble: Trouble,
  settings: { readonly installProvenFiles?: boolean } = {},
): Promise<Readonly<Record<HostName, Node>>> {
  const nodes = await (await site.start(trouble, settings)).parked();
  const of = (host: HostName): Node => {
    const node = nodes.find(({ name }) => name === host);
    if (!node) throw new Error(`the result has no ${host}`);
    return node;
  };
  return { 's-1': of('s-1'), 's-2': of('s-2'), 's-3': of('s-3') };
}

const remediesOf = ({ remedies }: Node): readonly string[] =>
  (remedies ?? []).map(({ code, remedy, outcome }) => `${code}: ${remedy} ${outcome}`);
const version = (host: HostName): Promise<string> =>
  site.onHost(host, host === 's-2' ? 'dpkg-query -W cri-o 2>&1 || true' : 'rpm -q cri-o || true');
const absent = /is not installed|no packages found/;

/** Every failure is the one that is meant, by the words of the host's own tool. */
async function sees(words: Readonly<Partial<Record<HostName, RegExp>>>): Promise<void> {
  for (const host of hosts) if (words[host]) expect(await site.said(host), host).toMatch(words[host]);
}

describe('an expired key', () => {
  const words = { 's-1': /certificate is not alive/, 's-2': /EXPKEYSIG|Expired on/, 's-3': /NOTTRUSTED/ };

  test('an expired copy of the key is replaced by the extended one of the mirror', async () => {
    for (const node of Object.values(await build({ expiredKeys: 1 }))) {
      expect(node).toMatchObject({ ...pastPackages, changed: expect.arrayContaining(['install-packages']) });
      expect(remediesOf(node)).toEqual([
        'package-key-expired: check-clock unchanged',
        'package-key-expired: refresh-package-keys changed',
      ]);
    }
    await sees(words);
  });

  test('a key that has expired in every copy parks the nodes and installs nothing', async () => {
    for (const node of Object.values(await build({ expiredKeys: 99 }))) {
      expect(node.failure).toMatchObject({ code: 'package-key-expired', step: 'install-packages' });
    }
    await sees(words);
    for (const host of hosts) expect(await version(host)).toMatch(absent);
  });

  test('a refused package is installed by its digest where the cluster file allows it, and the result names it', async () => {
    const nodes = await build({ expiredKeys: 99 }, { installProvenFiles: true });
    await sees(words);
    const digest = await site.onHost(
      's-1',
      `curl -fsS ${site.mirror.url}/rpm/cri-o-1.30.9-1.x86_64.rpm | sha256sum | cut -c 1-64`,
    );
    for (const host of rpmHosts) {
      expect(nodes[host]).toMatchObject(pastPackages);
      expect(nodes[host].remedies?.at(-1)).toMatchObject({ remedy: 'install-proven-packages', outcome: 'changed' });
      expect(nodes[host].remedies?.at(-1)?.detail).toMatch(
        new RegExp(`: cri-o-1\\.30\\.9-1\\.x86_64\\.rpm sha256:${digest}$`),
      );
      await expect(site.onHost(host, 'cat /var/lib/slipway/proven-packages')).resolves.toContain(digest);
    }
    expect(nodes['s-2'].failure?.code).toBe('package-key-expired');
  });

  test('a package whose bytes are not those of the signed digest is not installed, whatever is allowed', async () => {
    const nodes = await build({ expiredKeys: 99, damagedElsewhere: true }, { installProvenFiles: true });
    for (const host of rpmHosts) {
      expect(nodes[host].failure).toMatchObject({ code: 'mirror-inconsistent', step: 'install-proven-packages' });
      expect(nodes[host].failure?.message).toContain('is not what the signed index says');
      expect(await version(host)).toMatch(absent);
    }
  });
});

describe('a package that is not signed by the pinned key', () => {
  test('a package that carries no signature parks the node, and is installed by its digest where that is allowed', async () => {
    for (const node of Object.values(await build({ packages: 'unsigned' })))
      expect(node.failure?.code).toBe('package-unsigned');
    await sees({ 's-1': /is not signed/, 's-2': /is not signed|does not have a Release file/, 's-3': /not signed/ });
    const nodes = await build({ packages: 'unsigned' }, { installProvenFiles: true });
    for (const host of rpmHosts) {
      expect(nodes[host]).toMatchObject(pastPackages);
      expect(remediesOf(nodes[host]).at(-1)).toBe('package-unsigned: install-proven-packages changed');
    }
    expect(nodes['s-2'].failure?.code).toBe('package-unsigned');
  });

  test('a package that another key has signed parks the node: nothing is left to mend, whatever is allowed', async () => {
    for (const node of Object.values(await build({ packages: 'other-key' }, { installProvenFiles: true }))) {
      expect(node.failure).toMatchObject({ code: 'package-key-unknown', step: 'install-packages' });
      expect(remediesOf(node)).toEqual([
        'package-key-unknown: clean-package-cache changed',
        'package-key-unknown: refresh-package-keys unchanged',
      ]);
    }
    await sees({ 's-1': /Public key for cri-o\S* is not installed/, 's-2': /NO_PUBKEY|Missing key/, 's-3': /NOKEY/ });
  });
});

describe('a mirror that does not fit its index', () => {
  const words = {
    's-1': /Downloading successful, but checksum doesn't match/,
    's-2': /Hash Sum mismatch/,
    's-3': /Downloading successful, but checksum doesn't match/,
  };
  const mended = ['mirror-inconsistent: clean-package-cache changed'];

  test('a mirror that was published anew since the index was fetched is asked anew', async () => {
    await build({});
    // Its index stays in the cache of dnf for two days.
    await Promise.all(rpmHosts.map((host) => site.onHost(host, 'rpm -e cri-o')));
    const nodes = await build({ packages: 'republished' });
    for (const host of rpmHosts) {
      expect(nodes[host]).toMatchObject(pastPackages);
      expect(remediesOf(nodes[host])).toEqual(mended);
      await expect(site.onHost(host, 'head -n 1 /usr/share/cri-o/stand-in')).resolves.toContain('republished');
    }
    await sees({ 's-1': /checksum doesn't match|Inconsistent server data|Status code: 404/ });
  });

  test('a damaged download is fetched again with a clean cache', async () => {
    for (const node of Object.values(await build({ damaged: 99 }))) {
      expect(node.failure).toMatchObject({ code: 'mirror-inconsistent', step: 'install-packages' });
      expect(remediesOf(node)).toEqual(mended);
    }
    await site.clean();
    for (const node of Object.values(await build({ damaged: 1 }))) {
      expect(node).toMatchObject(pastPackages);
      expect(remediesOf(node)).toEqual(mended);
    }
    await sees(words);
  });
});

describe('a wrong clock', () => {
  // Later than the day on which the key was extended: a copy of it is not yet valid before.
  const behind = 2 * 365 * 86_400;
  const words = /Not live until|is not valid yet/;
  const sets: Trouble = {
    beforeKey: async (address) =>
      void (await lab('clock', `signatures/${hosts[Number(address.slice(-1)) - 1]}`, `-${behind}`)),
  };

  test('a clock that has fallen behind is set by the time service of the host, and the packages are taken', async () => {
    // Stands for chrony, which cannot set a clock here: what it removes is what the lab deceives programs with.
    const chronyc =
      'printf "#!/bin/sh\\nrm -f /etc/ld.so.preload\\n" > /usr/local/sbin/chronyc; chmod 755 /usr/local/sbin/chronyc';
    await Promise.all(hosts.map((host) => site.onHost(host, chronyc)));
    for (const node of Object.values(await build(sets))) {
      expect(node).toMatchObject(pastPackages);
      expect(remediesOf(node)).toEqual(['package-not-yet-valid: check-clock changed']);
    }
    await sees({ 's-1': words, 's-2': words, 's-3': words });
  });

  test('a clock that nothing sets parks the node with how far it is off', async () => {
    for (const node of Object.values(await build(sets))) {
      expect(node.failure).toMatchObject({ code: 'clock-skew', step: 'check-clock' });
      expect(node.failure?.message).toMatch(/is -630[67]\d{4} s off/);
    }
    await sees({ 's-1': words, 's-2': words, 's-3': words });
  });
});

lockCases(() => site);
