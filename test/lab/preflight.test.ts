import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PreflightJson, SightJson } from '../../src/cli/show/preflight-json.ts';
import type { MeshPath } from '../../src/model/mesh.ts';
import { lab } from './run-lab.ts';
import { slipwaySite } from './slipway-site.ts';
import type { SlipwaySite } from './slipway-site.ts';

const hosts = ['f-1', 'f-2', 'f-3'];
let site: SlipwaySite;

beforeAll(async () => {
  site = await slipwaySite('preflight');
});
afterAll(() => site?.end());

async function preflight(...options: readonly string[]): Promise<PreflightJson & { readonly code: number | null }> {
  const { code, stdout, stderr } = await site.dev.slipway('preflight', '-f', site.spec, '-o', 'json', ...options);
  if (stdout === '') throw new Error(`preflight said nothing: ${stderr}`);
  const found: PreflightJson = JSON.parse(stdout);
  return { code, ...found };
}

function sightsOf(found: PreflightJson, host: string, effect: SightJson['effect']): readonly string[] {
  const sights = found.hosts.find((one) => one.host === host)?.sights ?? [];
  return sights.flatMap((sight) => (sight.effect === effect ? [`${sight.code ?? sight.check}: ${sight.seen}`] : []));
}

function statesOf(paths: readonly MeshPath[] | undefined): readonly string[] {
  return (paths ?? [])
    .map(({ from, to, protocol, port, state }) => `${from} ${to} ${protocol} ${port} ${state}`)
    .toSorted();
}

const device = '$(ip -o route get 10.104.0.1 | sed "s/.* dev //; s/ .*//")';

describe('blank hosts', () => {
  test('are ready, and what a build mends itself is told apart', async () => {
    const found = await preflight();
    for (const host of hosts) expect(sightsOf(found, host, 'problem')).toEqual([]);
    expect([found.code, found.ready]).toEqual([0, true]);
    expect(sightsOf(found, 'f-2', 'repaired')).toContain('firewall-closed: firewalld is active');
    // A disk that others use meanwhile may be slow.
    const seen = [...sightsOf(found, 'f-1', 'ok'), ...sightsOf(found, 'f-1', 'warning')].join('\n');
    expect(seen).toMatch(/(etcd-disk|disk-slow): [\d.]+ ms per write/);
    expect(seen).toMatch(/mirrors: http:\S+Packages answered in \d+ ms, [\d.]+ MB\/s/);
    expect(seen).toMatch(/registries: http:\S+ answered in \d+ ms, [\d.]+ MB\/s/);
  });

  test('reach each other, but for a firewalld that a build opens', async () => {
    const { mesh } = await preflight();
    expect(statesOf(mesh?.paths)).toEqual([
      'f-1 f-2 tcp 10250 opens',
      'f-1 f-2 udp 8472 opens',
      'f-1 f-3 tcp 10250 open',
      'f-1 f-3 udp 8472 open',
      'f-2 f-1 tcp 6443 open',
      'f-2 f-1 udp 8472 open',
      'f-2 f-3 udp 8472 open',
      'f-3 f-1 tcp 6443 open',
      'f-3 f-1 udp 8472 open',
      'f-3 f-2 udp 8472 opens',
    ]);
  });

  test('keep nothing of it: no unit, no file, no listener', async () => {
    await preflight();
    for (const host of hosts) {
      const left =
        'systemctl list-units --all --no-legend "slipway*"; ls -d /run/slipway-mesh /var/lib/.slipway-* 2> /dev/null';
      const listening = 'ss -Hlntu | grep -E ":(6443|2379|2380|10250|8472) "';
      await expect(site.asRoot(host, `${left}; ${listening}; true`)).resolves.toBe('');
    }
  });
});

describe('trouble is told, all of it at once', () => {
  test('on the hosts', async () => {
    await site.asRoot('f-1', 'mkdir -p /var/lib/etcd/member /etc/cni/net.d; touch /etc/cni/net.d/10-old.conflist');
    await site.asRoot('f-1', 'ip link add cni0 type bridge');
    await site.asRoot('f-2', 'systemd-run -q --unit squatter --collect python3 -m http.server 10250');
    await site.asRoot(
      'f-3',
      'mkdir -p /var/lib/containers; mount -t tmpfs -o size=64m,nr_inodes=1k none /var/lib/containers',
    );
    const found = await preflight('--no-mesh');
    expect([found.code, found.ready, found.mesh]).toEqual([4, false, null]);
    expect(sightsOf(found, 'f-1', 'warning')).toContain(
      'leftovers-found: interface cni0, /etc/cni/net.d/10-old.conflist, /var/lib/etcd is not empty',
    );
    expect(sightsOf(found, 'f-2', 'problem')).toEqual(['port-taken: port 10250 is in use by python3']);
    expect(sightsOf(found, 'f-3', 'problem').join()).toMatch(
      /^disk-full: \/var\/lib\/containers \(on \/var\/lib\/containers\) has 6\d MiB free; 3072 are needed$/,
    );
    expect(sightsOf(found, 'f-3', 'warning').join()).toContain('inodes-few: /var/lib/containers has');
    await site.asRoot('f-1', 'ip link delete cni0; rm -r /var/lib/etcd /etc/cni');
    await site.asRoot('f-2', 'systemctl stop squatter');
    await site.asRoot('f-3', 'umount /var/lib/containers');
  });

  test('where two hosts have one machine-id', async () => {
    const own = await site.asRoot('f-3', 'cat /etc/machine-id');
    const other = await site.asRoot('f-1', 'cat /etc/machine-id');
    await site.asRoot('f-3', `echo ${other} > /etc/machine-id`);
    const found = await preflight('--no-mesh');
    for (const host of ['f-1', 'f-3'])
      expect(sightsOf(found, host, 'problem')).toEqual([
        `identity-duplicate: machine-id ${other} is shared by f-1 and f-3`,
      ]);
    await site.asRoot('f-3', `echo ${own} > /etc/machine-id`);
  });

  test('where full-sized packets are lost on the way', async () => {
    await site.asRoot('f-3', `ip link set dev ${device} mtu 1400`);
    const { code, mesh } = await preflight();
    expect(code).toBe(4);
    expect(statesOf(mesh?.paths.filter(({ state }) => state === 'short'))).toEqual([
      'f-1 f-3 udp 8472 short',
      'f-2 f-3 udp 8472 short',
    ]);
    await site.asRoot('f-3', `ip link set dev ${device} mtu 1500`);
  });

  test('where something swallows packets, also behind a firewalld that would refuse aloud', async () => {
    await site.asRoot('f-1', 'ip route add blackhole 10.104.0.13');
    await site.asRoot('f-2', 'ip route add blackhole 10.104.0.11');
    const { code, mesh } = await preflight();
    expect(code).toBe(4);
    const blocked = statesOf(mesh?.paths.filter(({ state }) => state === 'blocked'));
    expect(blocked).toEqual(
      expect.arrayContaining(['f-1 f-2 tcp 10250 blocked', 'f-1 f-3 tcp 10250 blocked', 'f-3 f-1 tcp 6443 blocked']),
    );
    expect(blocked.join()).not.toContain('f-2 f-3');
    await site.asRoot('f-1', 'ip route delete blackhole 10.104.0.13');
    await site.asRoot('f-2', 'ip route delete blackhole 10.104.0.11');
  });

  test('where a host does not answer, with the ways between the others', async () => {
    await lab('kill', 'preflight/f-3');
    const found = await preflight();
    expect(sightsOf(found, 'f-3', 'problem').join()).toMatch(/^host-unreachable: /);
    expect(found.mesh?.hosts).toEqual(['f-1', 'f-2']);
    await lab('start', 'preflight/f-3');
  });
});
