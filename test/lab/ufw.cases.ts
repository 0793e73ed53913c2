import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import { ufwRecord } from '../../src/render/ufw.ts';
import type { StepContext } from '../../src/steps/define-step.ts';
import { openUfw } from '../../src/steps/open-ufw.ts';
import { resetScript } from '../../src/steps/reset-host.ts';
import { asRoot } from './as-root.ts';
import { checkStep, contextOn, doStep } from './on-host.ts';

/** What stands in for kubelet, and for a pod behind the host. */
const listeners = `
  mkdir -p /etc/slipway
  sysctl -qw net.ipv4.ip_forward=1
  ip netns add pod
  ip link add vethpod type veth peer name eth0 netns pod
  ip address add 10.244.9.1/24 dev vethpod
  ip link set vethpod up
  ip -n pod address add 10.244.9.2/24 dev eth0
  ip -n pod link set eth0 up
  ip -n pod route add default via 10.244.9.1
  systemd-run --quiet --unit=kubelet-stand-in python3 -m http.server 10250
  systemd-run --quiet --unit=pod-stand-in ip netns exec pod python3 -m http.server 8080`;

const operatorsRules = `
  ufw allow proto tcp to any port 30000:32767 comment theirs
  ufw allow 9100/tcp comment metrics`;

const rulesInUse = 'iptables-save | grep ufw-user; ufw status verbose; cat /etc/ufw/user.rules /etc/ufw/user6.rules';

/** Prints which of these places answer. */
const answering = (...places: readonly string[]): string =>
  `for to in ${places.join(' ')}; do for try in 1 2 3; do timeout 1 bash -c "exec 3<>/dev/tcp/$to" 2> /dev/null && { echo $to; break; }; done; done; true`;

/** Tests on `p-3`, whose ufw is on, with `p-1` and `p-2` as other machines. `spec` is there once the site is up. */
export function ufwCases(site: string, spec: () => ClusterSpec): void {
  const kubelet = '10.84.0.13/10250';
  const pod = '10.244.9.2/8080';
  const on = (host: string, script: string): Promise<string> => asRoot(`${site}/${host}`, script);

  /** Who reaches what. */
  const reached = async (): Promise<Record<string, readonly string[]>> => {
    const [first, second, fromPod] = await Promise.all([
      on('p-1', answering(kubelet, pod)),
      on('p-2', answering(kubelet, pod)),
      on('p-3', `ip netns exec pod bash -c '${answering('10.84.0.12/22', '10.244.9.1/10250')}'`),
    ]);
    const words = (text: string): readonly string[] => text.split('\n').filter(Boolean);
    return { 'p-1': words(first), 'p-2': words(second), pod: words(fromPod) };
  };

  describe('ufw', () => {
    let at: StepContext;
    let theirs: string;
    const withNodes = (...nodes: readonly string[]): StepContext => ({
      ...at,
      settings: { ...at.settings, network: { ...at.settings.network, nodes } },
    });

    beforeAll(async () => {
      await on('p-3', listeners);
      await Promise.all(['p-1', 'p-2'].map((host) => on(host, 'ip route add 10.244.9.0/24 via 10.84.0.13')));
      await on('p-3', operatorsRules);
      theirs = await on('p-3', rulesInUse);
      at = await contextOn(site, spec(), 'p-3');
    });

    test('keeps nodes from kubelet and pods from everybody until it is opened, and then lets nodes in and nobody else', async () => {
      expect(at.facts.firewall).toBe('ufw');
      expect(await reached()).toEqual({ 'p-1': [], 'p-2': [], pod: [] });

      expect(await doStep(site, openUfw, withNodes('10.84.0.12', '10.84.0.13'))).toMatch(/^changed ufw has no rule /);
      const one = { 'p-1': [pod], 'p-2': [kubelet, pod], pod: ['10.84.0.12/22', '10.244.9.1/10250'] };
      expect(await reached()).toEqual(one);
    });

    test('is left alone by a second run', async () => {
      const before = await on('p-3', `${rulesInUse}; cat ${ufwRecord}`);
      expect(await doStep(site, openUfw, withNodes('10.84.0.12', '10.84.0.13'))).toBe('unchanged');
      expect(await on('p-3', `${rulesInUse}; cat ${ufwRecord}`)).toBe(before);
    });

    test('lets a node in that is added, and one that is gone no longer', async () => {
      expect(await doStep(site, openUfw, at)).toMatch(/^changed /);
      expect((await reached())['p-1']).toEqual([kubelet, pod]);
      expect(await doStep(site, openUfw, withNodes('10.84.0.12', '10.84.0.13'))).toMatch(/^changed ufw still has: /);
      expect((await reached())['p-1']).toEqual([pod]);
      expect(await checkStep(site, openUfw, withNodes('10.84.0.12', '10.84.0.13'))).toBe('ok');
    });

    test('keeps the rules of the operator, also one that the cluster needs too, and none of the others after a reset', async () => {
      expect(await on('p-3', `cat ${ufwRecord}`)).not.toContain('tcp to any port 30000:32767');
      expect(await on('p-3', 'ufw status')).toMatch(/30000:32767\/tcp +ALLOW +Anywhere +# theirs/);
      await on('p-3', `echo ${spec().name} > /etc/slipway/cluster`);
      expect(await asRoot(`${site}/p-3`, resetScript(spec().name))).toContain('the host is as it was');
      expect(await on('p-3', rulesInUse)).toBe(theirs);
      expect((await reached())['p-2']).toEqual([]);
    });
  });
}
