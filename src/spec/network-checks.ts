import { idsPerPod } from '../model/cluster.ts';
import type { Cidr } from './cidr.ts';
import { contains, formatCidr, overlaps, parseCidr, parseIpv4 } from './cidr.ts';
import type { PlacedFinding } from './finding.ts';
import { valueAt } from './path.ts';
import { defaultNetworks } from './network-schema.ts';
import { defaultIds, endOfIds, podAddressesPerNode } from './user-namespaces-schema.ts';

const networkPath = (name: string): readonly string[] => ['spec', 'network', name];

function networkOf(file: unknown, name: keyof typeof defaultNetworks): Cidr | undefined {
  const value = valueAt(file, networkPath(name)) ?? defaultNetworks[name];
  return typeof value === 'string' ? parseCidr(value) : undefined;
}

function hostsOf(file: unknown): readonly unknown[] {
  const hosts = valueAt(file, ['spec', 'hosts']);
  return Array.isArray(hosts) ? hosts : [];
}

function hostsInside(file: unknown, name: keyof typeof defaultNetworks, network: Cidr): readonly PlacedFinding[] {
  const inside = hostsOf(file).flatMap((host, index) => {
    const address = valueAt(host, ['address']);
    const number = typeof address === 'string' ? parseIpv4(address) : undefined;
    return number !== undefined && contains(network, number) ? [{ address: String(address), index }] : [];
  });
  const first = inside[0];
  if (!first) return [];
  const path = ['spec', 'hosts', first.index, 'address'];
  const place = `\`network.${name}\` (${formatCidr(network)})`;
  const instead = `Choose another \`network.${name}\`: a network that is used nowhere in the site.`;
  if (inside.length === 1) return [{ path, what: `the host address ${first.address} lies inside ${place}`, instead }];
  const given = valueAt(file, networkPath(name)) !== undefined;
  const what = `${inside.length} host addresses lie inside ${place}, the first is ${first.address}`;
  return [{ path: given ? networkPath(name) : path, what, instead }];
}

function subnets(file: unknown): readonly PlacedFinding[] {
  const pods = networkOf(file, 'pods');
  const services = networkOf(file, 'services');
  const found: PlacedFinding[] = [];
  if (pods && services && overlaps(pods, services)) {
    const own = valueAt(file, networkPath('services')) !== undefined;
    found.push({
      path: networkPath(own ? 'services' : 'pods'),
      what: `\`pods\` (${formatCidr(pods)}) and \`services\` (${formatCidr(services)}) overlap`,
      instead: 'Choose two networks that share no address, such as 10.244.0.0/16 and 10.96.0.0/16.',
    });
  }
  const nodes = hostsOf(file).length;
  const room = pods && pods.prefix <= 24 ? 2 ** (24 - pods.prefix) : undefined;
  if (pods && room !== undefined && nodes > room) {
    found.push({
      path: networkPath('pods'),
      what: `\`pods\` (${formatCidr(pods)}) has room for ${room} ${room === 1 ? 'node' : 'nodes'} with a /24 each; there are ${nodes} hosts`,
      instead: `Write a larger network: a /${24 - Math.ceil(Math.log2(nodes))} at least.`,
    });
  }
  const inPods = pods ? hostsInside(file, 'pods', pods) : [];
  const inServices = services ? hostsInside(file, 'services', services) : [];
  return [...found, ...inPods, ...inServices];
}

function idRange(file: unknown): readonly PlacedFinding[] {
  const path = ['spec', 'userNamespaces'];
  const first = valueAt(file, [...path, 'firstId']) ?? defaultIds.firstId;
  const pods = valueAt(file, [...path, 'podsPerNode']) ?? defaultIds.podsPerNode;
  if (typeof first !== 'number' || typeof pods !== 'number') return [];
  const end = first + pods * idsPerPod;
  if (end <= endOfIds || pods > podAddressesPerNode) return [];
  const highest = Math.floor((endOfIds - pods * idsPerPod) / idsPerPod) * idsPerPod;
  return [
    {
      path: [...path, valueAt(file, [...path, 'firstId']) === undefined ? 'podsPerNode' : 'firstId'],
      what: `ids for ${pods} pods from ${first} end at ${end}, beyond ${endOfIds}`,
      instead: `Write a \`firstId\` of at most ${highest}.`,
    },
  ];
}

/** What joins several keys of `network`, `userNamespaces` and `hosts`. Works on a file that has other mistakes, too. */
export function networkFindings(file: unknown): readonly PlacedFinding[] {
  return [...subnets(file), ...idRange(file)];
}
