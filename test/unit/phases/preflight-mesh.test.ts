import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../../src/model/cluster.ts';
import { meshOf, worstOf } from '../../../src/model/mesh.ts';
import type { OwnFirewall } from '../../../src/model/preflight-task.ts';
import { collectScript, datagramWays, listenScript, probeScript } from '../../../src/phases/mesh-scripts.ts';
import { judgeMesh, ownFirewall } from '../../../src/phases/preflight-mesh.ts';
import { centos, spec, ubuntu } from '../../support/fixtures.ts';
import { healthy, wideMesh } from '../../support/preflight-fixtures.ts';

const settings = settingsOf(spec);
const [controlPlane, worker] = [spec.hosts[0]!, spec.hosts[1]!];

interface Told {
  readonly listener?: string;
  readonly tried?: string;
  readonly arrived?: string;
  readonly firewall?: OwnFirewall;
}

/** The way from the worker to the control plane, judged by what both told. */
function judged(
  protocol: 'tcp' | 'udp',
  { listener = 'listening', tried = '', arrived = '', firewall = 'open' }: Told,
): string {
  const port = protocol === 'tcp' ? 6443 : 8472;
  const empty = { listened: '', tried: '', collected: '' };
  const listened = listener && `listener.${protocol}.${port}\t${listener}\n`;
  const paths = judgeMesh(
    [
      { ...empty, host: controlPlane, firewall, listened, collected: arrived },
      { ...empty, host: worker, firewall: 'open', tried },
    ],
    settings,
  );
  const path = paths.find((one) => one.from === 'w-1' && one.to === 'cp-1' && one.port === port);
  return `${path?.state}: ${path?.seen}`;
}

const silent = 'tcp.6443\tcp-1 silent\n';
const refused = 'tcp.6443\tcp-1 refused\n';
const prohibited = 'tcp.6443\tcp-1 prohibited\n';
const full = 'arrived.8472\tw-1 small\narrived.8472\tw-1 full\n';

describe('a way by TCP', () => {
  test.each([
    ['that connects is open', { tried: 'tcp.6443\tcp-1 open\n' }, 'open: connected'],
    [
      'to a port that the cluster itself holds is open when it connects',
      { tried: 'tcp.6443\tcp-1 open\n', listener: 'held kube-apiserver' },
      'open: connected to kube-apiserver',
    ],
    ['without an answer is blocked', { tried: silent }, 'blocked: no answer'],
    [
      'that is refused although something listens is blocked',
      { tried: refused },
      'blocked: refused, although something listens',
    ],
    ['that a firewall refuses by ICMP is blocked', { tried: prohibited }, 'blocked: refused by a firewall (ICMP)'],
    [
      'that a closed firewalld refuses is opened by a build',
      { tried: prohibited, firewall: 'refuses' },
      'opens: the firewall of cp-1 refuses it',
    ],
    [
      'without an answer where firewalld would refuse aloud is blocked in between',
      { tried: silent, firewall: 'refuses' },
      'blocked: no answer, although the firewall there refuses aloud',
    ],
    [
      'without an answer where firewalld drops is opened by a build',
      { tried: silent, firewall: 'drops' },
      'opens: the firewall of cp-1 drops it',
    ],
    [
      'to a port on which nothing could listen is unknown',
      { tried: refused, listener: 'failed Job failed' },
      'unknown: no listener on cp-1: Job failed',
    ],
    ['from a host that was lost is unknown', { tried: 'error\tw-1 was lost: gone\n' }, 'unknown: w-1 was lost: gone'],
    [
      'to a host that was lost is unknown',
      { tried: silent, listener: '' },
      'unknown: cp-1 did not say whether it listened',
    ],
  ] satisfies [string, Told, string][])('%s', (_name, told, expected) => {
    expect(judged('tcp', told)).toBe(expected);
  });
});

describe('a way by UDP', () => {
  const mtu = 'mtu.8472\tcp-1 1500\n';
  test.each([
    ['on which both sizes arrive is open', { tried: mtu, arrived: full }, 'open: small and full-sized packets arrived'],
    [
      'on which only small packets arrive is short',
      { tried: mtu, arrived: 'arrived.8472\tw-1 small\n' },
      'short: packets of the interface’s MTU (1500 bytes) do not arrive, small ones do',
    ],
    ['on which nothing arrives is blocked', { tried: mtu }, 'blocked: nothing arrived'],
    [
      'that a closed firewalld ends is opened by a build',
      { tried: mtu, firewall: 'refuses' },
      'opens: the firewall of cp-1 is closed; what lies between shows later',
    ],
    [
      'to a port that the pod network holds is unknown, since a datagram gets no answer',
      { tried: mtu, listener: 'held ' },
      'unknown: the kernel holds the port, and a datagram gets no answer',
    ],
  ] satisfies [string, Told, string][])('%s', (_name, told, expected) => {
    expect(judged('udp', told)).toBe(expected);
  });
});

test('only ways that the roles need are tried', () => {
  const empty = { listened: '', tried: '', collected: '', firewall: 'open' } as const;
  const ways = judgeMesh(
    spec.hosts.map((host) => ({ ...empty, host })),
    settings,
  );
  expect(ways.map(({ from, to, protocol, port }) => `${from} ${to} ${protocol} ${port}`)).toEqual([
    'cp-1 w-1 tcp 10250',
    'cp-1 w-1 udp 8472',
    'cp-1 w-2 tcp 10250',
    'cp-1 w-2 udp 8472',
    'w-1 cp-1 tcp 6443',
    'w-1 cp-1 udp 8472',
    'w-1 w-2 udp 8472',
    'w-2 cp-1 tcp 6443',
    'w-2 cp-1 udp 8472',
    'w-2 w-1 udp 8472',
  ]);
});

test('a firewall is Slipway’s to open where it is active, managed, and not open yet', () => {
  const closed = { ...healthy, firewallTarget: 'default' };
  expect(ownFirewall(settings, centos, closed)).toBe('refuses');
  expect(ownFirewall(settings, centos, { ...closed, firewallTarget: 'DROP' })).toBe('drops');
  expect(ownFirewall(settings, centos, { ...closed, firewallOpen: true })).toBe('open');
  expect(ownFirewall(settings, ubuntu, healthy)).toBe('open');
  expect(ownFirewall({ ...settings, network: { ...spec.network, firewall: 'leave' } }, centos, closed)).toBe('open');
});

test('many hosts tell only what is not open, few tell everything', () => {
  expect(wideMesh.mesh?.counts).toMatchObject({ open: 1521, blocked: 39 });
  expect(wideMesh.mesh?.paths).toHaveLength(39);
  const open = { from: 'a', to: 'b', protocol: 'tcp', port: 1, state: 'open', seen: '' } as const;
  expect(meshOf(['a', 'b'], [open]).paths).toEqual([open]);
});

test('the worst of a pair is what its cell shows', () => {
  expect(worstOf(['open', 'blocked', 'opens'])).toBe('blocked');
  expect(worstOf([])).toBeUndefined();
});

test.each([
  ['listen', listenScript(controlPlane, settings)],
  [
    'probe',
    probeScript(
      worker,
      spec.hosts.filter((host) => host !== worker),
      { settings, run: 'r' },
    ),
  ],
  ['collect', collectScript('r', datagramWays(controlPlane, [worker], settings))],
])('the script %s is shell that parses, and is as it was agreed', async (name, script) => {
  expect(spawnSync('sh', ['-n'], { input: script.text, encoding: 'utf8' }).stderr).toBe('');
  await expect(`${script.text}\n`).toMatchFileSnapshot(`../../golden/mesh/${name}.sh`);
});
