import { onHost } from './site.ts';
import type { Site } from './site.ts';

const packages = ['kubelet', 'kubeadm', 'kubectl', 'cri-tools', 'kubernetes-cni', 'cri-o'];

/** Prints a line for everything that a build must have brought about on a host and that is not so. */
const script = `
for unit in crio kubelet; do
  systemctl -q is-active $unit || echo "$unit does not run"
  systemctl -q is-enabled $unit || echo "$unit is not enabled"
done
[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] || echo "packets are not forwarded"
[ "$(grep -c ^kubelet: /etc/subuid)$(grep -c ^kubelet: /etc/subgid)" = 11 ] || echo "the kubelet user has no ids, or twice"
for name in ${packages.join(' ')}; do
  if command -v dpkg-query > /dev/null; then
    dpkg-query -W -f '\${Status}' $name 2> /dev/null | grep -q "ok installed$" || echo "$name is not installed"
    dpkg -V $name 2>&1 | grep -v ' c /' | sed "s/^/$name is not whole: /"
  else
    [ "$(rpm -q $name | grep -vc 'not installed')" = 1 ] || echo "$name is not installed once"
    rpm -V $name 2>&1 | grep -v ' c /' | sed "s/^/$name is not whole: /"
  fi
done
if command -v dpkg > /dev/null; then dpkg --audit; fi
systemctl list-units --all --plain --no-legend 'slipway-*' | sed 's/^/a unit was left: /'
find /run/slipway /var/lib/slipway -path '*/secrets/*' -type f 2> /dev/null | sed 's/^/a secret was left: /'
find /etc /var/lib/kubelet -xdev -name '*.slipway-new' 2> /dev/null | sed 's/^/a half-written file was left: /'
`;

/** What is missing on the hosts, or left over; each host is asked, nothing is believed. */
export async function checkHosts(site: Site): Promise<readonly string[]> {
  const found = await Promise.all(
    site.hosts.map(async ({ name }) =>
      (await onHost(site, name, script)).split('\n').map((line) => [name, line] as const),
    ),
  );
  return found.flat().flatMap(([name, line]) => (line.trim() === '' ? [] : [`${name}: ${line.trim()}`]));
}
