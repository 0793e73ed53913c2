import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ClusterSpec } from '../../../src/model/cluster.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import type { SpecProblem } from '../../../src/spec/problem.ts';
import { validFile } from './mistake.ts';

const options = { file: 'cluster.yaml', resolvePath: (path: string) => `/site/${path}` };

function specOf(text: string): ClusterSpec {
  const parsed = parseSpec(text, options);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.spec;
}

function problemsOf(text: string): readonly SpecProblem[] {
  const parsed = parseSpec(text, options);
  return 'problems' in parsed ? parsed.problems : [];
}

test('what the file leaves out has its default', () => {
  expect(specOf(validFile)).toEqual({
    name: 'harbour',
    kubernetes: { version: '1.30', ignorePreflightErrors: [], kubeProxy: {}, kubelet: {} },
    userNamespaces: { firstId: 589_824, podsPerNode: 110 },
    network: {
      pods: '10.244.0.0/16',
      services: '10.96.0.0/16',
      cni: { name: 'flannel', version: 'v0.28.9' },
      nodes: ['10.88.0.11', '10.88.0.12'],
      firewall: 'manage',
    },
    ssh: { user: 'ops', port: 22, key: { agent: true }, knownHosts: '/site/~/.ssh/known_hosts' },
    mirrors: {
      kubernetes: {
        url: 'https://pkgs.k8s.io/core:/stable:/v{minor}',
        fingerprint: 'DE15B14486CD377B9E876E1A234654DA9A296436',
      },
      crio: {
        url: 'https://download.opensuse.org/repositories/isv:/cri-o:/stable:/v{minor}',
        fingerprint: '85B67D5C50100B1AC8CEFE49CBA9C85640A2B579',
      },
      installProvenFiles: false,
      images: {},
    },
    verification: { image: 'docker.io/library/busybox:1.37' },
    hosts: [
      { name: 'cp-1', address: '10.88.0.11', role: 'control-plane' },
      { name: 'w-1', address: '10.88.0.12', role: 'worker' },
    ],
  });
});

test('more hosts than one build takes are refused, with how many it does', () => {
  const hosts = Array.from(
    { length: 500 },
    (_, index) => `    - { name: w-${index}, address: 10.89.${index >> 8}.${index & 255}, role: worker }\n`,
  );
  const many = `${validFile.trimEnd()}\n${hosts.join('')}`.replace(
    'spec:\n',
    'spec:\n  network: { pods: 10.192.0.0/12 }\n',
  );
  expect(problemsOf(many).map(({ what, instead }) => [what, instead])).toEqual([
    ['502 hosts are more than one build takes', 'Name at most 500.'],
  ]);
});

test('the paths of a file are resolved, the names of variables are not', () => {
  const text = validFile.replace(
    'key: { agent: true }',
    'key: { file: ./id }\n    knownHosts: ./known_hosts\n    sudo: { password: { env: OPS_SUDO } }',
  );
  expect(specOf(text).ssh).toEqual({
    user: 'ops',
    port: 22,
    key: { file: '/site/./id' },
    knownHosts: '/site/./known_hosts',
    sudo: { password: { env: 'OPS_SUDO' } },
  });
});

test('a bastion has the user of the hosts and port 22 unless told', () => {
  const text = validFile.replace('user: ops', 'user: ops\n    bastion: { address: bastion.example.com }');
  expect(specOf(text).ssh.bastion).toEqual({ address: 'bastion.example.com', port: 22, user: 'ops' });
});

test('fingerprints and URLs are brought into one form', () => {
  const mirror = `crio: { url: "http://10.88.0.1:8081/cri-o/v{minor}/", fingerprint: 85b6 7d5c 5010 0b1a c8ce  fe49 cba9 c856 40a2 b579 }`;
  const { crio } = specOf(validFile.replace('  ssh:\n', `  mirrors: { ${mirror} }\n  ssh:\n`)).mirrors;
  expect(crio).toEqual({
    url: 'http://10.88.0.1:8081/cri-o/v{minor}',
    fingerprint: '85B67D5C50100B1AC8CEFE49CBA9C85640A2B579',
  });
});

test.each(['"1.30"', "'1.30'", '1.30.0', '1.30.14', '"1.30.4"'])('the version %s is accepted', (version) => {
  expect(specOf(validFile.replace('"1.30"', version)).kubernetes.version).toBe(version.replaceAll(/["']/g, ''));
});

test('settings of kubelet and kube-proxy pass as they are', () => {
  const text = validFile.replace(
    'version: "1.30"',
    'version: "1.30"\n    kubeProxy: { conntrack: { maxPerCore: 0, min: 0 } }\n    kubelet: { featureGates: { NodeSwap: true } }',
  );
  const { kubeProxy, kubelet } = specOf(text).kubernetes;
  expect({ kubeProxy, kubelet }).toEqual({
    kubeProxy: { conntrack: { maxPerCore: 0, min: 0 } },
    kubelet: { featureGates: { NodeSwap: true } },
  });
});

test('labels and taints of a host reach the spec', () => {
  const text = validFile.replace(
    'role: worker }',
    'role: worker, port: 2222, labels: { zone: "1", topology.kubernetes.io/zone: a }, taints: [{ key: gpu, effect: NoExecute }] }',
  );
  expect(specOf(text).hosts[1]).toEqual({
    name: 'w-1',
    address: '10.88.0.12',
    role: 'worker',
    port: 2222,
    labels: { zone: '1', 'topology.kubernetes.io/zone': 'a' },
    taints: [{ key: 'gpu', effect: 'NoExecute' }],
  });
});

describe('anchors and merge keys', () => {
  const shared = validFile.replace(
    '    - { name: w-1, address: 10.88.0.12, role: worker }',
    '    - &w { name: w-1, address: 10.88.0.12, role: worker, labels: &l { zone: a } }\n    - { <<: *w, name: w-2, address: 10.88.0.13, labels: *l }',
  );

  test('a host may take what another one has', () => {
    expect(specOf(shared).hosts[2]).toEqual({
      name: 'w-2',
      address: '10.88.0.13',
      role: 'worker',
      labels: { zone: 'a' },
    });
  });

  test('a mistake in what is shared is reported once, where it stands', () => {
    const problems = problemsOf(shared.replace('zone: a', 'zone: 1'));
    expect(problems.map(({ line, column }) => [line, column])).toEqual([[12, 77]]);
  });

  test('a mistake in what is merged is reported where it stands', () => {
    const problems = problemsOf(shared.replace('role: worker', 'role: wroker'));
    expect(problems.map(({ line, column }) => [line, column])).toEqual([[12, 50]]);
  });

  test('anchors that multiply without end are refused', () => {
    const levels = 'abcdefgh'.split('').map((name, index, all) => {
      const before = all[index - 1];
      return `${name}: &${name} [${Array.from({ length: 9 }, () => (before ? `*${before}` : 'x')).join(', ')}]`;
    });
    expect(problemsOf(`${levels.join('\n')}\n`)[0]?.what).toBe('the anchors of this file grow without end');
  });
});

test('line ends of Windows do not move the positions', () => {
  const problems = problemsOf(validFile.replace('role: worker', 'role: wroker').replaceAll('\n', '\r\n'));
  expect(problems.map(({ line, column }) => [line, column])).toEqual([[12, 47]]);
});

test('a second tab is reported with the first', () => {
  const problems = problemsOf(validFile.replace('    user', '\tuser').replace('    key', '\tkey'));
  expect(problems.map(({ line }) => line)).toEqual([8, 9]);
});

test('keys with a meaning of their own in JavaScript are unknown keys', () => {
  const text = validFile.replace('user: ops', 'user: ops\n    __proto__: { a: 1 }\n    toString: x');
  expect(problemsOf(text).map(({ path }) => path)).toEqual(['spec.ssh.__proto__', 'spec.ssh.toString']);
});

test('mistakes in each of as many hosts as a build takes are all reported', () => {
  const host = (index: number): string =>
    `    - { name: n-${index}, address: 10.88.${Math.floor(index / 250)}.${(index % 250) + 1}, role: worker, prot: 22 }\n`;
  const text = validFile
    .replace('  ssh:\n', '  network: { pods: 10.128.0.0/12 }\n  ssh:\n')
    .replace(/ {4}- \{ name: w-1.*\n/, Array.from({ length: 499 }, (_, index) => host(index + 20)).join(''));
  expect(problemsOf(text)).toHaveLength(499);
});

test('a file that ends anywhere gives problems inside it and never throws', () => {
  const whole = readFileSync(new URL('../../../examples/harbour.yaml', import.meta.url), 'utf8');
  const last = whole.split('\n').length;
  for (let end = 0; end < whole.length; end += 11) {
    for (const { line, column, what, instead } of problemsOf(whole.slice(0, end))) {
      expect(line).toBeGreaterThan(0);
      expect(line).toBeLessThanOrEqual(last);
      expect(column).toBeGreaterThan(0);
      expect(`${what} ${instead}`).not.toContain('undefined');
    }
  }
}, 30_000);
