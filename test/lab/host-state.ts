import { expect } from 'vitest';
import { lab } from './run-lab.ts';

/**
 * Prints all of a host that a build might touch, one line each. Nothing of the disk is left out here; what a host may differ in is
 * named in `allowances`, one by one.
 */
const script = String.raw`
cd /
find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp \) -prune -o -printf "file %p %M %U:%G %l\n"
find /etc /opt /root /home /srv /usr/local /usr/lib/systemd /usr/lib/sysctl.d /usr/lib/modules-load.d /var/lib /var/spool -xdev -type f -print0 | xargs -0 sha256sum | sed "s/^\([^ ]*\)  \(.*\)/content \2 \1/"
for file in passwd group subuid subgid fstab; do sed "s/^/$file /" "/etc/$file"; done
if command -v dpkg-query > /dev/null; then
  dpkg-query -W -f "package \${db:Status-Abbrev} \${Package} \${Version}\n"
  apt-mark showhold | sed "s/^/held /"
  apt-mark showmanual | sed "s/^/manual /"
fi
if command -v rpm > /dev/null; then rpm -qa | grep . | sed "s/^/rpm /"; fi
systemctl list-unit-files --no-legend --no-pager | awk "{ print \"unit\", \$1, \$2 }" | grep -v -e transient -e generated
systemctl list-units --all --no-legend --plain --no-pager --type service,socket,mount,timer,path,slice,target | awk "{ print \"state\", \$1, \$3, \$4 }"
ps -eo ppid=,comm= | awk "\$1 != 2 && \$2 !~ /^(ps|awk|sort)\$/ { print \"process\", \$2 }" | sort -u
find /sys/fs/cgroup -type d | sed "s/^/cgroup /"
ip -o link | sed "s/^[0-9]*: //; s/ mtu .*//; s/^/link /"
ip -o address | awk "{ print \"address\", \$2, \$4 }"
ip route show table all | grep -v " proto kernel" | sed "s/^/route /"
ip rule | sed "s/^/rule /"
ip netns | sed "s/^/netns /"
ls /run/netns 2> /dev/null | sed "s/^/netns /"
for family in iptables ip6tables iptables-legacy ip6tables-legacy; do
  if command -v $family-save > /dev/null; then $family-save 2> /dev/null | grep -v "^#" | sed "s/ \[[0-9]*:[0-9]*\]//; s/^/$family /"; fi
done
if command -v nft > /dev/null; then nft list ruleset 2> /dev/null | sed "s/counter packages [0-9]* bytes [0-9]*//; s/^/nft /"; fi
if command -v firewall-cmd > /dev/null; then firewall-cmd --list-all-zones 2> /dev/null | grep . | sed "s/^/firewalld /"; fi
sysctl -a 2> /dev/null | sed "s/^/sysctl /"
awk "{ print \"mount\", \$2, \$3 }" /proc/mounts
find /run -xdev -maxdepth 2 | sed "s/^/memory /"
awk "NR > 1 { print \"swap\", \$1 }" /proc/swaps
`;

/** What a host is while somebody is logged in, as lines that two moments can be compared by. Names a host as `SITE/HOST`. */
async function hostState(host: string): Promise<readonly string[]> {
  const encoded = Buffer.from(script).toString('base64');
  const lines = await lab('ssh', host, `echo ${encoded} | base64 -d | sudo sh`);
  return [...new Set(lines.split('\n'))].toSorted();
}

/** What a host may differ in after a reset, with the reason: all else is a fault. The reliability page tells the same to people. */
const allowances: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^sysctl (fs\.(dentry|file|inode|quota)|kernel\.(ns_last_pid|random)|net\.netfilter\.nf_conntrack_count)/,
    'counters',
  ],
  [/^(cgroup .*\/|state |memory \/run\/)user[.@/-]|session-\w+\.scope/, 'whoever is logged in'],
  [/^(sysctl (?!net\.)|swap )/, 'one kernel for all hosts: kubelets of the others set the same'],
  [/^file \/var\/log\//, 'logs tell what happened'],
  [
    /^\w+ \/var\/(cache\/(apt|dnf|libdnf5|debconf)|lib\/apt\/lists)(\/(?!.*(kubernetes|cri-o))|$| )/,
    'caches and indexes of the distribution',
  ],
  [/^content \/etc\/(passwd|group|shadow|gshadow|subuid|subgid)- /, 'the backups that tools for users make'],
  [
    /^\w+ \/var\/lib\/(dpkg\/(status-old|info\/[\w.+:-]+\.list)|apt\/extended_states|rpm\/rpmdb|dnf\/history)/,
    'the books of package managers; what is installed is compared by name and version',
  ],
  [/^(memory \/run\/((xtables|ufw)\.lock|systemd\/)|state network-online\.target)/, 'gone with the next boot'],
  [
    /^file (\/usr\/sbin\/tc|\/usr\/lib\/x86_64-linux-gnu\/tc\/\S+|\/etc\/network\S*|\/usr\/share\/metainfo) /,
    "the lab's rpm packages own what the root under them has too, and do not own their folders",
  ],
];

/** What one moment has that the other has not, with a mark, but for what may differ. */
function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, now] = [new Set(before), new Set(after)];
  const isAllowed = (line: string): boolean => allowances.some(([pattern]) => pattern.test(line));
  return [
    ...before.filter((line) => !now.has(line) && !isAllowed(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line) && !isAllowed(line)).map((line) => `+ ${line}`),
  ];
}

/** Looks at hosts of a site, and gives how to demand later that there is nothing of theirs that was not there now. */
export async function statesOf(
  site: string,
  ...hosts: readonly string[]
): Promise<(...again: readonly string[]) => Promise<void>> {
  const look = (names: readonly string[]) =>
    Promise.all(names.map(async (host) => [host, await hostState(`${site}/${host}`)] as const));
  const before = new Map(await look(hosts));
  return async (...again) => {
    const found = (await look(again)).map(([host, now]) => [host, differences(before.get(host) ?? [], now)]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(again.map((host) => [host, []])));
  };
}
