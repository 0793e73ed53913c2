import { row } from './failure-row.ts';
import type { FailureRow } from './failure-row.ts';

/** Failures of a host that cannot become a node as it is (exit code 4). */
export const hostFailures = {
  'os-unsupported': row(
    'operator',
    4,
    'This operating system is not supported',
    'Use one of the systems listed by `slipway plan --help`.',
  ),
  'systemd-missing': row(
    'operator',
    4,
    'systemd with transient units is not available',
    'Slipway needs a host that runs systemd 239 or later as PID 1.',
  ),
  'user-namespaces-missing': row(
    'operator',
    4,
    'The kernel does not give pods user namespaces',
    'Boot a kernel of 6.3 or later, put the directory named on ext4 or xfs, or set user.max_user_namespaces; then apply again.',
  ),
  'cgroup-version': row(
    'operator',
    4,
    'This Kubernetes needs cgroup v2',
    'Boot with systemd.unified_cgroup_hierarchy=1, or set `kubernetes.kubelet.failCgroupV1: false` while kubelet still takes it.',
  ),
  'resolver-loop': row(
    'operator',
    4,
    'Pods would ask themselves for names',
    'Name real servers in the file, or run systemd-resolved, which keeps them in a file of its own; then apply again.',
  ),
  'kernel-module-missing': row(
    'operator',
    4,
    'The kernel lacks a module that the pod network needs',
    'Install the package that brings it (`kernel-modules`, `linux-modules-extra-…`), or take another pod network.',
  ),
  'host-too-small': row(
    'operator',
    4,
    'The host has too few CPUs or too little memory',
    'A control plane needs 2 CPUs and 1,700 MiB, a worker 1 CPU and 700 MiB.',
  ),
  'disk-full': row(
    'operator',
    4,
    'Too little free disk space',
    'Free space on the file system named, then `slipway retry`.',
  ),
  'state-unwritable': row(
    'again',
    4,
    'The host cannot write what Slipway keeps on it',
    'See whether /var/lib and /run are mounted and writable; a file system with errors is read-only.',
  ),
  'port-taken': row(
    'operator',
    4,
    'A port that Kubernetes needs is in use',
    'Stop the program named, or take another host.',
  ),
  'cluster-exists': row(
    'operator',
    4,
    'The host already belongs to another cluster',
    'Take another host, or reset this one with the file or tool that built it. A claim with nothing behind it is given back by `slipway release`.',
  ),
  'host-taken': row(
    'operator',
    4,
    'The machine is another node of this cluster already',
    'Name every machine once in the cluster file; to rename one, reset it under its old name first.',
  ),
  'claim-in-use': row(
    'operator',
    4,
    'The claim on the host is in use, so it is not released',
    'See what was found; a host with a node on it is given back by `slipway reset`.',
  ),
  'node-elsewhere': row(
    'operator',
    4,
    'The cluster knows this node as another machine',
    'Write the address named into the cluster file; or, if that machine is gone for good, remove its Node object and apply again.',
  ),
  'identity-duplicate': row(
    'operator',
    4,
    'Two hosts share an identity that must be unique',
    'Give each machine its own hostname, machine-id, network card address and product UUID.',
  ),
  'clock-skew': row(
    'operator',
    4,
    'The clocks of hosts, or of host and worker, differ too much',
    'Synchronise time (chrony or systemd-timesyncd); certificates and signatures depend on it.',
  ),
  'swap-on': row(
    'operator',
    4,
    'Swap is still in use',
    'Turn off the swap device named; kubelet does not start with swap.',
  ),
} as const satisfies Record<string, FailureRow>;
