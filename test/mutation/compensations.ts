import type { Exchange } from './copy.ts';

/** What Slipway does about a pitfall, taken out of the code. */
export interface Removal extends Exchange {
  /** Lab suite that makes the pitfall happen. */
  readonly suite: string;
  /** Tests of it to run, by the beginning of their names; one of them must fail. */
  readonly tests: string;
}

const nothing = '';

/** Each of them must be noticed by a test on a lab host. */
export const removals: readonly Removal[] = [
  {
    name: 'swap-now',
    breaks: 'swap is off when kubelet starts',
    file: 'src/steps/disable-swap.ts',
    from: `        end_swap
        systemctl stop 'systemd-zram-setup@*'
`,
    to: nothing,
    suite: 'host-pitfalls',
    tests: 'swap is turned off where it is',
  },
  {
    name: 'swap-at-boot',
    breaks: 'swap stays off after a boot',
    file: 'src/steps/disable-swap.ts',
    from: '        end_swap_sources\n',
    to: nothing,
    suite: 'host-pitfalls',
    tests: 'swap does not come back at the next boot',
  },
  {
    name: 'firewalld',
    breaks: 'firewalld lets other nodes in',
    file: 'src/steps/open-firewall.ts',
    from: '          firewall-cmd -q $kept --zone="$zone" --add-rich-rule=${peersRule}\n',
    to: nothing,
    suite: 'host-pitfalls',
    tests: 'firewalld keeps kubelet from other nodes',
  },
  {
    name: 'ids-of-others',
    breaks: 'the ids of kubelet are nobody else’s',
    file: 'src/steps/create-kubelet-user.ts',
    from: '[ -z "$overlap" ]',
    to: 'true',
    suite: 'host-pitfalls',
    tests: 'the ids of kubelet are refused',
  },
  {
    name: 'resolver-loop',
    breaks: 'pods are given a name server that they can ask',
    file: 'src/phases/preflight-network.ts',
    from: 'const loop = resolverProblem(facts);',
    to: 'const loop: string | undefined = resolverProblem({ ...facts, nameservers: ["192.0.2.53"] });',
    suite: 'host-pitfalls',
    tests: 'what a host tells about name servers',
  },
  {
    name: 'cut-off-installation',
    breaks: 'an installation that was cut off is finished first',
    file: 'src/os/apt.ts',
    from: `if [ -n "$(ls /var/lib/dpkg/updates 2> /dev/null)" ] || [ -n "$(dpkg --audit 2> /dev/null)" ]; then`,
    to: 'if false; then',
    suite: 'cut-off',
    tests: 'an installation that was cut off',
  },
  {
    name: 'resolv-conf',
    breaks: 'kubelet reads a resolv.conf that its host has',
    file: 'src/render/kubeadm.ts',
    from: `facts.resolver === 'systemd-resolved' ? '/run/systemd/resolve/resolv.conf' : '/etc/resolv.conf'`,
    to: `facts.resolver === 'nobody' ? '/etc/resolv.conf' : '/run/systemd/resolve/resolv.conf'`,
    suite: 'build',
    tests: 'a build on blank hosts ends proven',
  },
  {
    name: 'package-remedies',
    breaks: 'a refused package is mended by cause',
    file: 'src/steps/install-packages.ts',
    from: 'remedies: [checkClock, cleanPackageCache, refreshPackageKeys, installProvenPackages],',
    to: 'remedies: [checkClock, cleanPackageCache, refreshPackageKeys, installProvenPackages].slice(4),',
    suite: 'signatures',
    tests: 'an expired key an expired copy of the key is replaced',
  },
];
