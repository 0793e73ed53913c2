import type { ProofCheck } from '../model/proof.ts';
import { largeBytes, proofPodName } from '../render/proof-pods.ts';
import type { ClusterEvidence } from './cluster-evidence.ts';
import { dnsName } from './connectivity.ts';
import { targetsOf } from './pairs.ts';
import { verdict } from './verdict.ts';

/** DNS, services and pods from every node. */
export function reachChecks({ hosts, kubernetesIp, pods, nodes }: ClusterEvidence): ProofCheck[] {
  const names = hosts.map((host) => host.name);
  const servers = new Set(names.map((name) => proofPodName(name, 'first')));
  const pairs = [...targetsOf(names)].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
  const everyNode = (wrong: (name: string) => string | undefined): readonly string[] =>
    names.flatMap((name) => wrong(name) ?? []);
  const everyPair = (wrong: (from: string, to: string) => string | undefined): readonly string[] =>
    pairs.flatMap(({ from, to }) => wrong(from, to) ?? []);
  const answered = (from: string, answer: string | undefined): string | undefined =>
    servers.has(answer ?? '') ? undefined : `${from}: ${answer || 'no answer'}`;

  return [
    verdict(
      {
        id: 'dns',
        title: 'Pods on every node resolve names of the cluster',
        expected: `${dnsName} is ${kubernetesIp} on ${names.length} nodes`,
      },
      everyNode((name) => {
        const answers = pods[name]?.dns ?? [];
        return kubernetesIp !== '' && answers.includes(kubernetesIp)
          ? undefined
          : `${name}: ${answers.join(', ') || 'no answer'}`;
      }),
    ),
    verdict(
      {
        id: 'service-from-pods',
        title: 'Pods on every node reach a service by its cluster address',
        expected: `an answer on ${names.length} nodes`,
      },
      everyNode((name) => answered(name, pods[name]?.service)),
    ),
    verdict(
      {
        id: 'service-from-nodes',
        title: 'Every node reaches a service by its cluster address',
        expected: `an answer on ${names.length} nodes`,
      },
      everyNode((name) => answered(name, nodes[name]?.service)),
    ),
    verdict(
      {
        id: 'node-port',
        title: 'Every node serves a NodePort on its own address',
        expected: `an answer on ${names.length} nodes`,
      },
      everyNode((name) => answered(name, nodes[name]?.nodePort)),
    ),
    verdict(
      {
        id: 'pod-to-pod',
        title: 'Pods with user namespaces reach each other across nodes',
        expected: `${pairs.length} pairs of nodes, each in its own direction`,
      },
      everyPair((from, to) => {
        const answer = pods[from]?.pods[to] ?? '';
        return answer === proofPodName(to, 'first') ? undefined : `${from} to ${to}: ${answer || 'no answer'}`;
      }),
    ),
    verdict(
      {
        id: 'large-answers',
        title: 'Large answers cross the pod network whole: its packets are not too big for the way',
        expected: `${largeBytes} bytes over ${pairs.length} pairs`,
      },
      everyPair((from, to) => {
        const bytes = pods[from]?.large[to] ?? 0;
        return bytes === largeBytes ? undefined : `${from} to ${to}: ${bytes} bytes`;
      }),
    ),
  ];
}
