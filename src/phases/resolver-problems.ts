import type { HostFacts } from '../model/facts.ts';

const fileOf = (facts: HostFacts): string =>
  facts.resolver === 'systemd-resolved' ? '/run/systemd/resolve/resolv.conf' : '/etc/resolv.conf';

/**
 * Name servers that pods cannot ask although the host can: an address of the host itself is the pod's own inside a pod, and
 * CoreDNS, which forwards to it, asks itself for ever (coredns, plugin/loop).
 */
export function resolverProblem(facts: HostFacts): string | undefined {
  const own = facts.nameservers.filter((server) => server.startsWith('127.') || server === '::1');
  if (own.length === 0) return undefined;
  return `${fileOf(facts)} names ${own.join(', ')}, which inside a pod is the pod itself`;
}

/** What is odd about the name servers that pods will get. */
export function resolverWarnings(facts: HostFacts): readonly string[] {
  const count = facts.nameservers.length;
  if (count === 0) return [`${fileOf(facts)} names no server: pods will not resolve names outside the cluster`];
  return count > 3 ? [`${fileOf(facts)} names ${count} servers; kubelet gives pods the first three`] : [];
}
