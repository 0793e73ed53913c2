import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ResultJson } from '../../src/cli/show/result-json.ts';
import { pendingLines } from './histories.ts';
import { lab } from './run-lab.ts';
import type { Trouble } from './troubled-mirror.ts';
import { troubledSite } from './troubled-site.ts';
import type { TroubledSite } from './troubled-site.ts';

const formats = { 's-1': 'rpm', 's-2': 'deb', 's-3': 'rpm' } as const;
const hosts = Object.keys(formats);
const isRpm = (host: string): boolean =>
  Object.entries(formats).some(([name, format]) => name === host && format === 'rpm');

let site: TroubledSite;

beforeAll(async () => {
  site = await troubledSite('signatures', '10.103.0.1', formats);
});
afterAll(() => site?.end());
beforeEach(() => site.clean());

type Node = ResultJson['nodes'][number];

/** What becomes of each node. The stand-in of CRI-O cannot be started: a node that is past its packages is parked there. */
async function build(
  trouble: Trouble,
  settings: { readonly installProvenFiles?: boolean } = {},
): Promise<readonly Node[]> {
  return (await site.start(trouble, settings)).parked();
}

const installed = { failure: { code: 'step-failed', message: expect.stringContaining('Start CRI-O') } };
const remediesOf = (node: Node | undefined): readonly string[] =>
  (node?.remedies ?? []).map(({ code, remedy, outcome }) => `${code}: ${remedy} ${outcome}`);

test('an expired copy of the key is replaced by the extended one of the mirror', async () => {
  for (const node of await build({ expiredKeys: 1 })) {
    expect(node).toMatchObject({ ...installed, changed: expect.arrayContaining(['install-packages']) });
    expect(remediesOf(node)).toEqual([
      'package-key-expired: check-clock unchanged',
      'package-key-expired: refresh-package-keys changed',
    ]);
  }
});

test('a key that has expired in every copy parks the nodes and installs nothing', async () => {
  for (const node of await build({ expiredKeys: 99 })) {
    expect(node.failure).toMatchObject({ code: 'package-key-expired', step: 'install-packages' });
  }
  await expect(site.onHost('s-1', 'rpm -q cri-o || true')).resolves.toContain('not installed');
});

test('a refused package is installed by its digest where the cluster file allows it, and the result names it', async () => {
  const nodes = await build({ expiredKeys: 99 }, { installProvenFiles: true });
  const digest = await site.onHost(
    's-1',
    `curl -fsS ${site.mirror.url}/rpm/cri-o-1.30.9-1.x86_64.rpm | sha256sum | cut -c 1-64`,
  );
  for (const node of nodes.filter(({ name }) => isRpm(name))) {
    expect(node).toMatchObject(installed);
    expect(node.remedies?.at(-1)).toMatchObject({ remedy: 'install-proven-packages', outcome: 'changed' });
    expect(node.remedies?.at(-1)?.detail).toContain(`cri-o-1.30.9-1.x86_64.rpm sha256:${digest}`);
    await expect(site.onHost(node.name, 'cat /var/lib/slipway/proven-packages')).resolves.toContain(digest);
  }
  for (const node of nodes.filter(({ name }) => !isRpm(name))) expect(node.failure?.code).toBe('package-key-expired');
});

test('a package whose bytes are not those of the signed digest is not installed, whatever is allowed', async () => {
  const [node] = await build({ expiredKeys: 99, damaged: 99 }, { installProvenFiles: true });
  expect(node?.failure?.code).toBe('mirror-inconsistent');
  await expect(site.onHost('s-1', 'rpm -q cri-o || true')).resolves.toContain('not installed');
});

test('a package that carries no signature parks the node, and is installed by its digest where that is allowed', async () => {
  const parked = await build({ packages: 'unsigned' });
  expect(parked.map(({ failure }) => failure?.code)).toEqual(hosts.map(() => 'package-unsigned'));
  const [node] = await build({ packages: 'unsigned' }, { installProvenFiles: true });
  expect(node).toMatchObject(installed);
  expect(remediesOf(node).at(-1)).toBe('package-unsigned: install-proven-packages changed');
});

test('a package that another key has signed parks the node: nothing is left to mend, whatever is allowed', async () => {
  for (const node of await build({ packages: 'other-key' }, { installProvenFiles: true })) {
    expect(node.failure).toMatchObject({ code: 'package-key-unknown', step: 'install-packages' });
    expect(remediesOf(node)).toEqual([
      'package-key-unknown: clean-package-cache changed',
      'package-key-unknown: refresh-package-keys unchanged',
    ]);
  }
});

test('a mirror that was published anew since the index was fetched is asked anew', async () => {
  await build({});
  // Its index stays in the cache of dnf for two days.
  await site.onHost('s-1', 'rpm -e cri-o');
  const [node] = await build({ packages: 'republished' });
  expect(node).toMatchObject(installed);
  expect(remediesOf(node)).toEqual(['mirror-inconsistent: clean-package-cache changed']);
  await expect(site.onHost('s-1', 'head -n 1 /usr/share/cri-o/stand-in')).resolves.toContain('republished');
});

test('a damaged download is fetched again with a clean cache', async () => {
  for (const node of await build({ damaged: 4 })) {
    expect(node).toMatchObject(installed);
    expect(remediesOf(node)).toEqual(['mirror-inconsistent: clean-package-cache changed']);
  }
});

const nameOf = (address: string): string => hosts[Number(address.slice(-1)) - 1] ?? '';
const years = 4 * 365 * 86_400;

test('a clock that has fallen behind is set by the time service of the host, and the packages are taken', async () => {
  // Stands for chrony, which cannot set a clock here: what it removes is what the lab deceives programs with.
  const chronyc =
    'printf "#!/bin/sh\\nrm -f /etc/ld.so.preload\\n" > /usr/local/sbin/chronyc; chmod 755 /usr/local/sbin/chronyc';
  await Promise.all(hosts.map((host) => site.onHost(host, chronyc)));
  const wrong = async (address: string): Promise<void> =>
    void (await lab('clock', `signatures/${nameOf(address)}`, `-${years}`));
  for (const node of await build({ beforeKey: wrong })) {
    expect(node).toMatchObject(installed);
    expect(remediesOf(node)).toEqual(['package-not-yet-valid: check-clock changed']);
  }
});

test('a clock that nothing sets parks the node with how far it is off', async () => {
  const wrong = async (address: string): Promise<void> =>
    void (await lab('clock', `signatures/${nameOf(address)}`, `-${years}`));
  for (const node of await build({ beforeKey: wrong })) {
    expect(node.failure).toMatchObject({ code: 'clock-skew', step: 'check-clock' });
    expect(node.failure?.message).toContain(`-${years}`.slice(0, 5));
  }
});

/** How a lock is held until the unit is stopped: rpm's own lock by any program, and dpkg's in a script that waits. */
const holders = {
  rpm: {
    hold: `systemd-run --quiet --unit holder python3 -c "import fcntl, time; held = open(\\"/var/lib/rpm/.rpm.lock\\", \\"w\\"); fcntl.lockf(held, fcntl.LOCK_EX); time.sleep(600)"`,
    seen: /waiting for python3 \(pid \d+\), which holds the lock of dnf/,
  },
  deb: {
    hold: `cd /tmp; mkdir -p wait/DEBIAN
      printf "Package: wait\\nVersion: 1\\nArchitecture: all\\nMaintainer: lab <lab@lab.invalid>\\nDescription: waits\\n" > wait/DEBIAN/control
      printf "#!/bin/sh\\nif mkdir /tmp/waited; then sleep 600; fi\\n" > wait/DEBIAN/postinst
      chmod 755 wait/DEBIAN/postinst; dpkg-deb --build wait > /dev/null
      systemd-run --quiet --unit holder dpkg -i /tmp/wait.deb`,
    seen: /waiting for dpkg \(pid \d+\), which holds the lock of apt/,
  },
} as const;

test.each(Object.entries(formats).slice(0, 2))(
  '%s waits alone for who holds the lock of its package manager, and says who does',
  async (host, format) => {
    await site.onHost(host, holders[format].hold);
    const { until, parked } = await site.start({});
    await until((nodes) => nodes.every(({ node, state }) => node === host || state === 'parked'));
    await expect
      .poll(() => pendingLines(site.dev.address, `signatures/${host}`), { timeout: 60_000 })
      .toMatch(holders[format].seen);
    await site.onHost(host, 'systemctl stop holder');
    for (const node of await parked()) expect(node).toMatchObject(installed);
  },
);
