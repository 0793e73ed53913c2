import { isDnsSubdomain } from './dns-name.ts';
import type { Finding } from './finding.ts';
import { shown } from './finding.ts';

const namePart = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const syntax = 'at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends';

/** Looks at the syntax of a label or taint key: `name` or `example.com/name`. */
export function checkKeySyntax(key: string): Finding | undefined {
  const [first = '', second, ...rest] = key.split('/');
  const name = second ?? first;
  const fits = name.length <= 63 && namePart.test(name);
  if (rest.length === 0 && fits && (second === undefined || isDnsSubdomain(first))) return undefined;
  const instead = `Write a name (${syntax}), if need be after a lower-case DNS name and a slash: \`example.com/zone\`.`;
  return { what: `${shown(key)} is not a key as Kubernetes wants it`, instead, at: 'key' };
}

/** Looks at the value of a label or taint. */
export function checkValueSyntax(value: string): Finding | undefined {
  if (value === '' || (value.length <= 63 && namePart.test(value))) return undefined;
  return {
    what: `${shown(value)} is not a label value as Kubernetes wants it`,
    instead: `Write ${syntax}, or nothing ("").`,
  };
}

/** What NodeRestriction lets a kubelet set on its own Node: KubeletLabels and its namespaces in k8s.io/kubelet/pkg/apis. */
const allowedNamespaces = ['node.kubernetes.io', 'kubelet.kubernetes.io'];
const allowedKeys = new Set(['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']);

/** Looks at the key of a node's label: its syntax, and that its domain is not reserved for Kubernetes itself. */
export function checkLabelKey(key: string): Finding | undefined {
  const broken = checkKeySyntax(key);
  if (broken) return broken;
  const [domain, name] = key.includes('/') ? key.split('/') : ['', key];
  const reserved = /(?:^|\.)(?:kubernetes|k8s)\.io$/.test(domain ?? '');
  const under = (namespace: string): boolean => domain === namespace || (domain ?? '').endsWith(`.${namespace}`);
  if (!reserved || allowedKeys.has(key) || allowedNamespaces.some(under)) return undefined;
  return {
    what: `the label \`${key}\` is reserved: Kubernetes does not let a node give itself labels under \`${domain}\``,
    instead: `Use a domain of your own: \`example.com/${name}\`.`,
    at: 'key',
  };
}
