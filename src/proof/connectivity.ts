import { proofPort } from '../render/proof-pods.ts';
import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { keyLines, sayWord, valuesOf } from './key-lines.ts';
import { containersScript } from './outside.ts';

/** What cluster DNS must know on every cluster; the domain is kubeadm's default. */
export const dnsName = 'kubernetes.default.svc.cluster.local';

/** The service over all first pods. */
export interface ServiceAddress {
  readonly clusterIp: string;
  readonly nodePort: number;
}

/** What one node's first pod reached. Answers are by target; '' or 0 where none came. */
export interface PodReach {
  /** Addresses that DNS gave for `dnsName`. */
  readonly dns: readonly string[];
  /** Name that the service's cluster address answered with. */
  readonly service: string;
  /** Name that each target's pod answered with. */
  readonly pods: Readonly<Record<string, string>>;
  /** Bytes of each target's large answer. */
  readonly large: Readonly<Record<string, number>>;
}

/** What one node itself reached, from its own network namespace. */
export interface HostReach {
  readonly service: string;
  readonly nodePort: string;
}

/** A node and the address of its first pod. */
export interface ReachTarget {
  readonly node: string;
  readonly podIp: string;
}

// kube-proxy and CoreDNS take up new endpoints a moment after the API server shows them and tell nobody when they
// have, so what does not answer at once is asked again for twenty seconds.
const words = raw(
  String.raw`
pause() { sleep 0.2 2> /dev/null || sleep 1; }
again() { end=$(($(date +%s) + 20)); until "$@"; do [ "$(date +%s)" -lt "$end" ] || return 1; pause; done; }
ask() { answer=$(fetch "$1") && [ -n "$answer" ]; }
name() { answer=; again ask "$3"; say "$1" "$2 $answer"; }
size() { say "$1" "$2 $(fetch "$3" | wc -c)"; }
lookup() { answer=$(nslookup "$1" 2> /dev/null); }
`.trim(),
);

const url = (address: string, port: number): string =>
  `http://${address.includes(':') ? `[${address}]` : address}:${port}`;

/** The script that runs in a node's first pod; everything at once. */
export function podReachScript(targets: readonly ReachTarget[], service: ServiceAddress): Shell {
  return lines(
    sayWord,
    words,
    sh`
      fetch() { wget -q -T 2 -O - "$1" 2> /dev/null; }
      dns() { again lookup "$1"; printf '%s\n' "$answer" | while read -r line; do say dns "$line"; done; }
      dns ${dnsName} &
      name service cluster ${`${url(service.clusterIp, 80)}/name`} &`,
    ...targets.map(({ node, podIp }) => {
      const base = url(podIp, proofPort);
      return sh`{ name pod ${node} ${`${base}/name`}; size large ${node} ${`${base}/large`}; } &`;
    }),
    sh`wait`,
  );
}

/** The script that runs on a node as root. The programs are the control pod's own: a host need not have any. */
export function hostReachScript(controlUid: string, host: { address: string; service: ServiceAddress }): Shell {
  const { clusterIp, nodePort } = host.service;
  return lines(
    sayWord,
    containersScript(),
    words,
    sh`
      pid=$(containers | while read -r uid pid; do if [ "$uid" = ${controlUid} ]; then echo "$pid"; fi; done)
      fetch() { nsenter --target "$pid" --mount -- wget -q -T 2 -O - "$1" 2> /dev/null; }
      if [ -n "$pid" ]; then
        name service cluster ${`${url(clusterIp, 80)}/name`} &
        name node-port own ${`${url(host.address, nodePort)}/name`} &
        wait
      fi`,
  );
}

/** What `podReachScript` told. */
export function parsePodReach(text: string): PodReach {
  const said = keyLines(text);
  return {
    dns: dnsAnswers(valuesOf(said, 'dns')),
    service: Object.values(byLabel(valuesOf(said, 'service')))[0] ?? '',
    pods: byLabel(valuesOf(said, 'pod')),
    large: Object.fromEntries(
      Object.entries(byLabel(valuesOf(said, 'large'))).map(([node, bytes]) => [node, Number(bytes)]),
    ),
  };
}

/** What `hostReachScript` told. */
export function parseHostReach(text: string): HostReach {
  const said = keyLines(text);
  const only = (key: string): string => Object.values(byLabel(valuesOf(said, key)))[0] ?? '';
  return { service: only('service'), nodePort: only('node-port') };
}

function byLabel(values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    values.map((value) => {
      const [label = '', ...rest] = value.split(' ');
      return [label, rest.join(' ').trim()];
    }),
  );
}

// Both forms of nslookup: `Address: 10.96.0.1` and `Address 1: 10.96.0.1 name`. The server's own address comes
// before the first name.
function dnsAnswers(output: readonly string[]): readonly string[] {
  const start = output.findIndex((line) => line.startsWith('Name:'));
  if (start < 0) return [];
  return output.slice(start).flatMap((line) => {
    const found = /^Address(?: \d+)?:\s*(\S+)/.exec(line);
    return found?.[1] === undefined ? [] : [found[1]];
  });
}
