import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** Modules that node software asks for by name → the kernel option that builds them and where their source lies. */
const modules: Readonly<Record<string, readonly [option: string, folder: string]>> = {
  overlay: ['OVERLAY_FS', 'fs/overlayfs'],
  fuse: ['FUSE_FS', 'fs/fuse'],
  ext4: ['EXT4_FS', 'fs/ext4'],
  bridge: ['BRIDGE', 'net/bridge'],
  br_netfilter: ['BRIDGE_NETFILTER', 'net/bridge'],
  veth: ['VETH', 'drivers/net'],
  vxlan: ['VXLAN', 'drivers/net/vxlan'],
  geneve: ['GENEVE', 'drivers/net'],
  dummy: ['DUMMY', 'drivers/net'],
  tun: ['TUN', 'drivers/net'],
  wireguard: ['WIREGUARD', 'drivers/net/wireguard'],
  openvswitch: ['OPENVSWITCH', 'net/openvswitch'],
  nf_conntrack: ['NF_CONNTRACK', 'net/netfilter'],
  nf_nat: ['NF_NAT', 'net/netfilter'],
  nf_tables: ['NF_TABLES', 'net/netfilter'],
  nft_compat: ['NFT_COMPAT', 'net/netfilter'],
  xt_comment: ['NETFILTER_XT_MATCH_COMMENT', 'net/netfilter'],
  xt_conntrack: ['NETFILTER_XT_MATCH_CONNTRACK', 'net/netfilter'],
  xt_mark: ['NETFILTER_XT_MARK', 'net/netfilter'],
  xt_multiport: ['NETFILTER_XT_MATCH_MULTIPORT', 'net/netfilter'],
  xt_statistic: ['NETFILTER_XT_MATCH_STATISTIC', 'net/netfilter'],
  xt_MASQUERADE: ['NETFILTER_XT_TARGET_MASQUERADE', 'net/netfilter'],
  ip_set: ['IP_SET', 'net/netfilter/ipset'],
  ip_vs: ['IP_VS', 'net/netfilter/ipvs'],
  ip_vs_rr: ['IP_VS_RR', 'net/netfilter/ipvs'],
  ip_vs_wrr: ['IP_VS_WRR', 'net/netfilter/ipvs'],
  ip_vs_sh: ['IP_VS_SH', 'net/netfilter/ipvs'],
  ip_tables: ['IP_NF_IPTABLES', 'net/ipv4/netfilter'],
  iptable_nat: ['IP_NF_NAT', 'net/ipv4/netfilter'],
  iptable_filter: ['IP_NF_FILTER', 'net/ipv4/netfilter'],
  ip6_tables: ['IP6_NF_IPTABLES', 'net/ipv6/netfilter'],
  ip6table_nat: ['IP6_NF_NAT', 'net/ipv6/netfilter'],
  zram: ['ZRAM', 'drivers/block/zram'],
};

/**
 * The `modules.builtin` file that the package of the running kernel would bring. With it, depmod's index, and no module
 * files, a host's own modprobe succeeds for what is built in and fails for the rest in its own words.
 */
export async function builtInModules(): Promise<string> {
  const config = await readFile('/proc/config.gz').then(
    (bytes) => gunzipSync(bytes).toString(),
    () => '',
  );
  const built = new Set(config.split('\n').flatMap((line) => /^CONFIG_(\w+)=y$/.exec(line)?.[1] ?? []));
  return Object.entries(modules)
    .filter(([, [option]]) => built.has(option))
    .map(([name, [, folder]]) => `kernel/${folder}/${name}.ko\n`)
    .join('');
}
