import { row } from './failure-row.ts';
import type { FailureRow } from './failure-row.ts';

/** Failures that preflight alone looks for (exit code 4): left alone, a build would meet them halfway. */
export const preflightFailures = {
  'name-unresolved': row(
    'operator',
    4,
    'The host’s resolver does not know a name that a build needs',
    'Correct the name servers in /etc/resolv.conf or of systemd-resolved, or the name in `mirrors`.',
  ),
  'registry-unreachable': row(
    'operator',
    4,
    'An image registry does not answer this host',
    'Check `mirrors.images` in the cluster file, the way to it and, for HTTPS, the certificate.',
  ),
  'kernel-unfit': row(
    'operator',
    4,
    'The kernel lacks what pods with user namespaces or the pod network need',
    'Boot a kernel that has it, or allow it by the setting named.',
  ),
  'port-blocked': row(
    'operator',
    4,
    'Nodes cannot reach a port of each other that the cluster needs',
    'Open it in what lies between the hosts: a security group, a router, a firewall that Slipway leaves alone.',
  ),
  'path-mtu': row(
    'operator',
    4,
    'Full-sized packets are lost between hosts, small ones arrive',
    'Give both network interfaces the MTU of the path, or let ICMP “fragmentation needed” pass.',
  ),
} as const satisfies Record<string, FailureRow>;
