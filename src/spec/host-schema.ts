import { z } from 'zod';
import { checkNodeAddress } from './address.ts';
import { isDnsLabel, isDnsSubdomain, nearestDnsName } from './dns-name.ts';
import type { Finding } from './finding.ts';
import { checked, shown } from './finding.ts';
import { checkKeySyntax, checkLabelKey, checkValueSyntax } from './label.ts';
import { port } from './ssh-schema.ts';

function badName(text: string, near: string): Finding {
  const rule = 'Write lower-case letters, digits and dashes, with a letter or digit at both ends, at most 63.';
  const what = `${shown(text)} cannot be a name: Kubernetes wants a DNS name (RFC 1123) of at most 63 characters`;
  return { what, instead: isDnsSubdomain(near) && text.length <= 63 ? `Write \`${near}\`.` : rule };
}

/** Looks at the name of a cluster: a DNS label. */
export function checkClusterName(text: string): Finding | undefined {
  return isDnsLabel(text) ? undefined : badName(text, nearestDnsName(text.replaceAll('.', '-')));
}

/** Node names may have dots, but they are also the value of the label `kubernetes.io/hostname`: 63 characters. */
function checkNodeName(text: string): Finding | undefined {
  return isDnsSubdomain(text) && text.length <= 63 ? undefined : badName(text, nearestDnsName(text));
}

function checkTaintKey(text: string): Finding | undefined {
  const broken = checkKeySyntax(text);
  if (broken) return { ...broken, at: 'value' };
  if (!text.startsWith('node.kubernetes.io/')) return undefined;
  const what = `the taint \`${text}\` is set and removed by Kubernetes itself`;
  return { what, instead: 'Use a key of your own, such as example.com/dedicated.' };
}

const taint = z.strictObject({
  key: checked(z.string(), checkTaintKey).meta({
    description: 'As Kubernetes spells it.',
    examples: ['example.com/gpu'],
  }),
  value: checked(z.string(), checkValueSyntax).exactOptional().meta({ description: 'May be left out.' }),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).meta({
    description: 'What happens to pods that do not tolerate it.',
    examples: ['NoSchedule'],
  }),
});

/** Hosts of one build. Its result tells about 2 KiB of each, and Temporal keeps results up to 2 MiB. */
export const mostHosts = 500;

/** One machine of the `hosts` list. */
export const hostSchema = z.strictObject({
  name: checked(z.string(), checkNodeName).meta({
    description: 'Name of the node: a DNS name of at most 63 characters, unique in the cluster.',
    examples: ['w-1'],
    pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
    maxLength: 63,
  }),
  address: checked(z.string(), checkNodeAddress).meta({
    description: 'IPv4 address that the worker and the other nodes reach it by, unique in the cluster.',
    examples: ['10.88.0.12'],
    format: 'ipv4',
  }),
  role: z.enum(['control-plane', 'worker']).meta({
    description: 'One host is the control plane; several are planned.',
    examples: ['worker'],
  }),
  port: port.exactOptional().meta({ description: 'SSH port. Default: `ssh.port`.', minimum: 1, maximum: 65_535 }),
  labels: z
    .record(checked(z.string(), checkLabelKey), checked(z.string(), checkValueSyntax))
    .exactOptional()
    .meta({
      description:
        'Labels of the node. Domains of Kubernetes are reserved, but for what a node may set itself (`topology.kubernetes.io/zone`, `node.kubernetes.io/…`).',
      examples: [{ 'topology.kubernetes.io/zone': 'a' }],
    }),
  taints: z.array(taint).exactOptional().meta({ description: 'Taints of the node.' }),
});
