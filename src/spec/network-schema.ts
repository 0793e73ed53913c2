import { z } from 'zod';
import type { Cidr } from './cidr.ts';
import { formatCidr, formatIpv4, overlaps, parseCidr, parseIpv4 } from './cidr.ts';
import type { Finding } from './finding.ts';
import { checked, shown } from './finding.ts';

/** What holds where the file says nothing. */
export const defaultNetworks = { pods: '10.244.0.0/16', services: '10.96.0.0/16' } as const;

const cidrPattern = String.raw`^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$`;

const unusable = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].map(parseCidr);

function checkCidr(text: string, example: string): Finding | undefined {
  const cidr = parseCidr(text);
  if (!cidr && text.includes(':')) {
    const instead = `Write an IPv4 network such as ${example}; IPv6 and dual stack are not supported yet.`;
    return { what: `${shown(text)} is an IPv6 network`, instead };
  }
  if (!cidr && parseIpv4(text) !== undefined) {
    return { what: `${shown(text)} has no prefix length`, instead: `Write the network with its size: ${example}.` };
  }
  if (!cidr) return { what: `${shown(text)} is not an IPv4 network`, instead: `Write a network such as ${example}.` };
  if (text !== formatCidr(cidr)) {
    const what = `${shown(text)} is an address inside a network, not the network`;
    return { what, instead: `Write its first address: ${formatCidr(cidr)}.` };
  }
  if (!unusable.some((range) => range && overlaps(range, cidr))) return undefined;
  return {
    what: `${text} holds addresses that have a meaning of their own`,
    instead: `Write a private network: ${example}.`,
  };
}

/** Limits of kubeadm: a node gets a /24, and the pod network may be at most 16 bits larger. */
function checkPods(cidr: Cidr): Finding | undefined {
  const text = formatCidr(cidr);
  if (cidr.prefix > 24) {
    const instead = `Write a larger network: ${formatIpv4(cidr.first)}/16 has room for 256 nodes.`;
    return { what: `${text} is too small for pods: every node gets a /24 of it`, instead };
  }
  if (cidr.prefix >= 8) return undefined;
  return {
    what: `${text} is too large for pods: kubeadm takes a /8 at most`,
    instead: 'Write a /16, such as 10.244.0.0/16.',
  };
}

/** Limits of kubeadm: at least 10 addresses, at most 20 bits (MinimumAddressesInServiceSubnet, MaximumBitsForServiceSubnet). */
function checkServices(cidr: Cidr): Finding | undefined {
  const text = formatCidr(cidr);
  if (cidr.prefix > 28) {
    const instead = `Write a larger network: a /28 at least, better ${formatIpv4(cidr.first)}/24.`;
    return { what: `${text} is too small for services: the tenth address is the DNS server`, instead };
  }
  if (cidr.prefix >= 12) return undefined;
  const instead = `Write a smaller network: a /12 at most, such as ${formatIpv4(cidr.first)}/16.`;
  return { what: `${text} is too large for services: the API server takes 20 bits at most`, instead };
}

const network = (example: string, look: (cidr: Cidr) => Finding | undefined) =>
  checked(z.string(), (text) => {
    const cidr = parseCidr(text);
    return checkCidr(text, example) ?? (cidr && look(cidr));
  }).default(example);

function checkPort(text: string): Finding | undefined {
  if (/^\d{1,5}(-\d{1,5})?\/(tcp|udp|sctp)$/.test(text)) return undefined;
  const instead = 'Write it as `8472/udp`, a range as `10349-10351/tcp`.';
  return { what: `${shown(text)} is not a port with its protocol`, instead };
}

const cni = z
  .strictObject({
    name: z.enum(['flannel', 'antrea', 'calico', 'cilium', 'manifest']).default('flannel').meta({
      description:
        'Pod network. Slipway carries the manifests of flannel, Antrea and Calico; Cilium’s you render with Helm, and `manifest` is any other.',
    }),
    version: z
      .string()
      .optional()
      .meta({
        description: 'Release tag of the pod network. Default: the newest that is offered for the Kubernetes minor.',
        pattern: String.raw`^v\d+\.\d+\.\d+$`,
      }),
    file: z
      .string()
      .optional()
      .meta({
        description:
          'Manifest of your own, with `cilium` or `manifest`. It is read with this file, and by the worker at the same path.',
        examples: ['./cilium.yaml'],
      }),
    ports: z
      .array(checked(z.string(), checkPort))
      .optional()
      .meta({
        description: 'Ports between nodes that a manifest of your own needs open.',
        examples: [['8472/udp']],
      }),
  })
  .prefault({})
  .meta({ description: 'The pod network.' });

/** The `network` section: subnets, pod network, firewall. */
export const networkSchema = z
  .strictObject({
    pods: network(defaultNetworks.pods, checkPods).meta({
      description:
        'Addresses of pods; each node takes a /24 of it. It overlaps neither `services` nor the addresses of hosts. A /8 to a /24.',
      pattern: cidrPattern,
    }),
    services: network(defaultNetworks.services, checkServices).meta({
      description: 'Addresses of services. It overlaps neither `pods` nor the addresses of hosts. A /12 to a /28.',
      pattern: cidrPattern,
    }),
    cni,
    firewall: z.enum(['manage', 'leave']).default('manage').meta({
      description:
        '`manage`: where a firewall runs, Slipway opens what the cluster needs. `leave`: the firewall stays as it is.',
    }),
  })
  .meta({ description: 'Addresses inside the cluster, and what lets them through.' });
