/** More than so many addresses would make every activity of a build carry them all. */
const most = 64;

/** Where the nodes of a cluster are, for firewalls: their addresses, and of many nodes the /24 networks that these lie in. */
export function nodeAddresses(hosts: readonly { readonly address: string }[]): readonly string[] {
  if (hosts.length <= most) return hosts.map(({ address }) => address).toSorted();
  const networks = hosts.map(({ address }) => address.replace(/\.\d+$/, '.0/24'));
  return [...new Set(networks)].toSorted();
}
