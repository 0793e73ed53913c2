import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idmapProbe } from '../../src/facts/idmap-probe.ts';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import { problemsOf } from '../../src/phases/preflight.ts';
import { lines, raw, sh } from '../../src/shell/sh.ts';
import { createKubeletUser } from '../../src/steps/create-kubelet-user.ts';
import { openFirewall } from '../../src/steps/open-firewall.ts';
import { asRoot } from './as-root.ts';
import { checkStep, contextOn, doStep, factsOf } from './on-host.ts';
import { podInterfaceCases } from './pod-interfaces.cases.ts';
import { lab, tryLab } from './run-lab.ts';
import { specOf, testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';
import { ufwCases } from './ufw.cases.ts';

const name = 'pitfalls';
let site: TestSite;
let spec: ClusterSpec;

beforeAll(async () => {
  site = await testSite(name);
  await lab(...site.up);
  spec = specOf(site);
  // sshd answers before firewalld is up.
  const booted = 'systemctl is-system-running --wait > /dev/null || true';
  await Promise.all(spec.hosts.map(({ name: host }) => asRoot(`${name}/${host}`, booted)));
});
afterAll(() => site?.end());

const on = (host: string): string => `${name}/${host}`;

describe('firewalld', () => {
  const reaches = async (from: string): Promise<boolean> =>
    (await tryLab('ssh', on(from), 'timeout 3 bash -c "exec 3<>/dev/tcp/10.84.0.12/10250"')).code === 0;

  test('keeps kubelet from other nodes until it is opened, and then lets nodes in and nobody else', async () => {
    await asRoot(on('p-2'), 'systemd-run --quiet --unit=answer python3 -m http.server 10250');
    const at = await contextOn(name, spec, 'p-2');
    expect(await reaches('p-3')).toBe(false);
    const alone = { ...at, settings: { ...at.settings, network: { ...at.settings.network, nodes: ['10.84.0.12'] } } };
    expect(await doStep(name, openFirewall, alone)).toMatch(/^changed /);
    expect(await reaches('p-3')).toBe(false);

    // A node is added and taken out while kubelet runs: no reload, which would wipe the rules of kube-proxy.
    await asRoot(
      on('p-2'),
      'mkdir -p /etc/kubernetes; touch /etc/kubernetes/kubelet.conf; systemd-run --quiet --unit=kubelet sleep 600; firewall-cmd -q --add-port=9/tcp',
    );
    expect(await doStep(name, openFirewall, at)).toMatch(/^changed /);
    expect(await reaches('p-3')).toBe(true);
    expect(await asRoot(on('p-2'), 'firewall-cmd --query-port=9/tcp')).toBe('yes');
    expect(await doStep(name, openFirewall, alone)).toMatch(/^changed /);
    expect(await reaches('p-3')).toBe(false);
    expect(await doStep(name, openFirewall, at)).toMatch(/^changed /);
    await asRoot(on('p-2'), 'systemctl stop kubelet answer; rm -r /etc/kubernetes');
    expect(await checkStep(name, openFirewall, at)).toBe('ok');
  });
});

describe('a host that is not done with its boot', () => {
  const dropIn = '/etc/systemd/system/firewalld.service.d/late.conf';

  test('is waited for: its firewall counts, although sshd was up sooner', async () => {
    await asRoot(
      on('p-2'),
      `mkdir -p $(dirname ${dropIn}); printf '[Service]\\nExecStartPre=/bin/sleep 10\\n' > ${dropIn}`,
    );
    await lab('reboot', on('p-2'));
    expect(await factsOf(on('p-2'))).toMatchObject({ firewall: 'firewalld' });
    await asRoot(on('p-2'), `rm ${dropIn}; systemctl daemon-reload`);
  });
});

describe('the ids of kubelet', () => {
  test('are refused where somebody has them already, and where a directory service gives them out', async () => {
    const at = await contextOn(name, spec, 'p-2');
    await asRoot(on('p-2'), 'cp /etc/nsswitch.conf /root; echo ops:589824:65536 >> /etc/subuid');
    expect(await doStep(name, createKubeletUser, at)).toContain(
      'step-failed /etc/subuid gives ids of this range to somebody else: ops:589824:65536',
    );
    await asRoot(on('p-2'), "sed -i '/^ops:589824/d' /etc/subuid; echo 'subid: sss' >> /etc/nsswitch.conf");
    expect(await doStep(name, createKubeletUser, at)).toContain(
      'step-failed nsswitch.conf takes subordinate ids from sss',
    );
    await asRoot(on('p-2'), 'mv /root/nsswitch.conf /etc/nsswitch.conf; groupadd --gid 600000 traders');
    expect(await doStep(name, createKubeletUser, at)).toContain(
      'step-failed the id of traders (group) lies in the range',
    );
    await asRoot(on('p-2'), 'groupdel traders');
    expect(await doStep(name, createKubeletUser, at)).toBe('changed there is no user kubelet');
  });
});

describe('what a host tells', () => {
  test('about idmapped mounts is the same by every means it has', async () => {
    const ask = raw('probe_idmaps /proc=/proc');
    const means = [sh``, sh`python3() { return 127; }`, sh`python3() { return 127; }; command() { [ "$2" != perl ]; }`];
    for (const without of means) {
      expect(await asRoot(on('p-3'), lines(idmapProbe, without, ask))).toBe('idmap.tmpfs\tyes\nidmap./proc\tno');
    }
  });

  test('about name servers that pods could not ask is a problem before anything is done', async () => {
    await asRoot(on('p-2'), 'cp /etc/resolv.conf /root; echo nameserver 127.0.0.53 > /etc/resolv.conf');
    const facts = await factsOf(on('p-2'));
    await asRoot(on('p-2'), 'cat /root/resolv.conf > /etc/resolv.conf');
    const [, worker] = spec.hosts;
    if (!worker) throw new Error('the site has a worker');
    expect(problemsOf(spec, worker, facts).map(({ code }) => code)).toEqual(['resolver-loop']);
  });
});

podInterfaceCases(name, () => spec);
ufwCases(name, () => spec);
