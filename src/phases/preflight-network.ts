import type { Sight } from '../model/preflight.ts';
import type { Fetch } from '../model/survey.ts';
import { fine, found, foundOr } from './preflight-check.ts';
import type { CheckContext, HostCheck } from './preflight-check.ts';
import { resolverProblem } from './resolver-problems.ts';

/** Bytes per second below which the 200 MB of a node's packages and images take more than three minutes. */
const slowSource = 1_000_000;

/** What the host reaches, and what reaches it. */
export const networkChecks: readonly HostCheck[] = [
  {
    id: 'names',
    title: 'Names: of the mirrors and registries, and the host’s own',
    look: ({ facts, survey }) => {
      if (!survey) return [];
      const { [facts.hostname]: own, ...others } = survey.names;
      const unknown = Object.keys(others).filter((name) => others[name] === '');
      const known = Object.entries(others).flatMap(([name, address]) => (address ? [`${name} is ${address}`] : []));
      return foundOr(
        [
          ...unknown.map((name) => found('name-unresolved', `${name} has no address (resolver: ${facts.resolver})`)),
          ...(own === '' ? [found('hostname-unresolved', `${facts.hostname} has no address`)] : []),
        ],
        known.length > 0 ? known.join(', ') : 'mirrors and registries are given by address',
      );
    },
  },
  {
    id: 'resolver',
    title: 'Name servers that pods are given',
    look: ({ facts }) => {
      const loop = resolverProblem(facts);
      return [loop === undefined ? fine(facts.nameservers.join(', ') || 'none') : found('resolver-loop', loop)];
    },
  },
  {
    id: 'mirrors',
    title: 'Package mirrors, with their speed',
    look: ({ survey }) => survey?.mirrors.flatMap((mirror) => mirrorSights(mirror)) ?? [],
  },
  {
    id: 'registries',
    title: 'Image registries, with their speed',
    look: ({ survey }) =>
      survey?.registries.map((registry) =>
        // A registry that wants a login says so by 401; pulls of public images get their token from it.
        registry.status === 200 || registry.status === 401
          ? withSpeed(registry, 'registry-slow')
          : found('registry-unreachable', `${registry.url}: ${reason(registry)}`),
      ) ?? [],
  },
  { id: 'firewall', title: 'The firewall of the host', look: firewall },
];

function mirrorSights(mirror: Fetch): readonly Sight[] {
  if (mirror.status !== 200) return [found('mirror-unreachable', `${mirror.url}: ${reason(mirror)}`)];
  return [withSpeed(mirror, 'mirror-slow')];
}

function withSpeed(source: Fetch, slow: 'mirror-slow' | 'registry-slow'): Sight {
  const { bytesPerSecond } = source;
  const speed = bytesPerSecond === undefined ? '' : `, ${(bytesPerSecond / 1_000_000).toFixed(1)} MB/s`;
  const seen = `${source.url} answered in ${milliseconds(source)}${speed}`;
  return bytesPerSecond !== undefined && bytesPerSecond < slowSource ? found(slow, seen) : fine(seen);
}

const milliseconds = ({ seconds }: Fetch): string => `${Math.round(seconds * 1000)} ms`;
const reason = ({ status, error }: Fetch): string => (status === 0 ? error || 'no answer' : `HTTP ${status}`);

function firewall({ spec, facts, survey }: CheckContext): readonly Sight[] {
  if (!survey) return [];
  if (facts.firewall === 'none') return [fine('none is active')];
  if (survey.firewallOpen) return [fine(`${facts.firewall} lets the cluster through`)];
  if (spec.network.firewall === 'manage') return [found('firewall-closed', `${facts.firewall} is active`)];
  return [found('firewall-left', `${facts.firewall} is active, and \`network.firewall\` is \`leave\``)];
}
