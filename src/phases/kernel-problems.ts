import { minorOf } from '../model/cluster.ts';
import type { ClusterSettings } from '../model/cluster.ts';
import type { HostFacts } from '../model/facts.ts';
import { kubernetesMinor } from '../model/kubernetes-minors.ts';
import type { FailureCode } from '../model/failure.ts';
import type { SystemVersion } from '../os/family.ts';
import { cnis } from '../render/cni-table.ts';

/** Why the kernel of a host, or how it was booted, cannot run pods in user namespaces under this Kubernetes. */
export function kernelProblems(
  settings: ClusterSettings,
  facts: HostFacts,
  version: SystemVersion | undefined,
): readonly (readonly [code: FailureCode, message: string])[] {
  const problems: (readonly [FailureCode, string])[] = [];
  const places = Object.entries(facts.idmap);
  const without = places.filter(([, answer]) => answer === 'no').map(([place]) => place);
  if (without.length > 0)
    problems.push([
      'user-namespaces-missing',
      `kernel ${facts.kernel} has no idmapped mounts on ${without.join(', ')}`,
    ]);
  else if (version?.kernelLacks === 'tmpfs-idmap' && facts.idmap.tmpfs === 'unknown') {
    const what = `the kernel that ${facts.os.name} ships has no idmapped mounts on tmpfs`;
    problems.push([
      'user-namespaces-missing',
      `${what}, and this host (${facts.kernel}) has nothing to try it with: install python3 or perl`,
    ]);
  }
  if (facts.maxUserNamespaces === 0)
    problems.push(['user-namespaces-missing', 'user.max_user_namespaces is 0, so that nobody gets a user namespace']);
  const minor = minorOf(settings.kubernetes.version);
  const refuses = kubernetesMinor(minor).cgroup1 === 'refused' && settings.kubernetes.kubelet['failCgroupV1'] !== false;
  if (facts.cgroup === 1 && refuses)
    problems.push(['cgroup-version', `the host has cgroup v1, which Kubernetes ${minor} refuses`]);
  const { title, modules } = cnis[settings.network.cni.name];
  const missing = modules.filter((name) => !facts.modules.includes(name));
  if (missing.length > 0)
    problems.push(['kernel-module-missing', `${title} needs ${missing.join(' and ')}, which this kernel lacks`]);
  return problems;
}
