import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import { leavePodInterfaces } from '../../src/steps/leave-pod-interfaces.ts';
import { asRoot } from './as-root.ts';
import { checkStep, contextOn, doStep } from './on-host.ts';

/** What a pod network makes: the host's end of a pod with the route to it, and a bridge with an address. */
const makeInterfaces = `
  ip netns add interfaces
  ip link add cali1234 type veth peer name eth0 netns interfaces
  ip -n interfaces link set eth0 up
  ip link set cali1234 up
  ip route add 10.244.7.7/32 dev cali1234
  ip link add cni0 type bridge
  ip address add 10.244.7.1/24 dev cni0
  ip link set cni0 up`;

const removeInterfaces = 'ip link del cali1234; ip link del cni0; ip netns del interfaces';

const route = '10.244.7.7 scope link';
const address = 'inet 10.244.7.1/24 scope global cni0';
const left = `ip route show dev cali1234 | grep -v fe80 | sed 's/ *$//'; ip -4 -o address show dev cni0 | grep -o 'inet.*cni0'; true`;

interface Manager {
  readonly program: 'systemd-networkd' | 'NetworkManager';
  readonly host: string;
  /** Makes it manage whatever there is, but for the host's own card. */
  readonly greedy: string;
  readonly greedyFile: string;
  /** What happens to it once the interfaces are there. */
  readonly later: string;
  /** Prints `NAME unmanaged` of each interface that it leaves alone. */
  readonly unmanaged: string;
  /** What it leaves of the pod network where nobody told it to keep away. */
  readonly leaves: readonly string[];
}

const managers: readonly Manager[] = [
  {
    program: 'systemd-networkd',
    host: 'p-3',
    // As images of clouds have it: whatever looks like a card gets its address by DHCP.
    greedy: '[Match]\nName=!eth0\n\n[Network]\nDHCP=yes\n',
    greedyFile: '/etc/systemd/network/20-all.network',
    // As an update of systemd does it: then it takes off what it has not put there itself.
    later: 'systemctl restart systemd-networkd',
    unmanaged: `networkctl --no-legend --no-pager list | awk '$2 != "lo" && $NF == "unmanaged" { print $2, $NF }'`,
    leaves: [],
  },
  {
    program: 'NetworkManager',
    host: 'p-2',
    // It gives up after a second what else takes half a minute, and touches neither name servers nor names.
    greedy:
      '[main]\ndns=none\nhostname-mode=none\n\n[keyfile]\nunmanaged-devices=interface-name:eth0\n\n[connection]\nipv4.dhcp-timeout=1\nipv6.ra-timeout=1\n',
    greedyFile: '/etc/NetworkManager/conf.d/10-site.conf',
    later: ':',
    unmanaged: `nmcli -t -f DEVICE,STATE device | sed -n 's/:unmanaged$/ unmanaged/p'`,
    // A bridge that others have made is `connected (externally)`.
    leaves: [address],
  },
];

/** Tests on hosts of the site. `spec` is there once the site is up. */
export function podInterfaceCases(site: string, spec: () => ClusterSpec): void {
  describe.each(managers)(
    'a network manager: $program',
    ({ program, host, greedy, greedyFile, later, unmanaged, leaves }) => {
      const on = (script: string): Promise<string> => asRoot(`${site}/${host}`, script);

      beforeAll(() => on(`printf '%s' '${greedy}' > ${greedyFile}; systemctl start ${program}`));
      afterAll(() => on(`systemctl stop ${program}; rm ${greedyFile}; ${removeInterfaces}`));

      test('takes what a pod network has set up off its interfaces until it is told to keep away', async () => {
        await on(`${makeInterfaces}; ${later}`);
        const gone = 'ip route show dev cali1234 | grep -q 10.244.7.7';
        const seen = await on(
          `for try in $(seq 100); do ${gone} || break; sleep 0.1; done; sleep 0.5; ${unmanaged}; ${left}`,
        );
        expect(seen.split('\n').filter(Boolean)).toEqual(['eth0 unmanaged', ...leaves]);

        const at = await contextOn(site, spec(), host);
        expect(at.facts.networkManagers).toEqual([program]);
        expect(await doStep(site, leavePodInterfaces, at)).toMatch(/^changed .* is missing$/);
        await on(`${removeInterfaces}; ${makeInterfaces}; ${later}`);
        const now = (await on(`sleep 2; ${unmanaged}; ${left}`)).split('\n');
        expect(now).toEqual(expect.arrayContaining(['cali1234 unmanaged', 'cni0 unmanaged', route, address]));
        expect(await checkStep(site, leavePodInterfaces, at)).toBe('ok');
      });
    },
  );
}
