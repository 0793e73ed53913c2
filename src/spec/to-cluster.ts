import { minorOf } from '../model/cluster.ts';
import type { ClusterSpec, KeyRef, SecretRef } from '../model/cluster.ts';
import { nodeAddresses } from '../model/node-addresses.ts';
import type { OwnManifest, PodNetwork } from '../model/pod-network.ts';
import { releasesFor } from '../render/cni-table.ts';
import type { ClusterFile } from './schema.ts';

type ResolvePath = (path: string) => string;
type SecretWays = { readonly file?: string; readonly env?: string };

function secretOf(ways: SecretWays, resolvePath: ResolvePath): SecretRef {
  return ways.env === undefined ? { file: resolvePath(ways.file ?? '') } : { env: ways.env };
}

function keyOf(ways: SecretWays & { readonly agent?: true }, resolvePath: ResolvePath): KeyRef {
  return ways.agent ? { agent: true } : secretOf(ways, resolvePath);
}

function mirrorOf(mirror: { readonly url: string; readonly fingerprint: string }): typeof mirror {
  return {
    url: mirror.url.replace(/\/+$/, ''),
    fingerprint: mirror.fingerprint.replaceAll(/\s/g, '').toUpperCase(),
  };
}

function podNetworkOf({ kubernetes, network }: ClusterFile['spec'], manifest?: OwnManifest): PodNetwork {
  const { name, version } = network.cni;
  if (manifest) return { name, version: '', manifest };
  return { name, version: version ?? releasesFor(name, minorOf(kubernetes.version)).at(-1) ?? '' };
}

/** The spec that a checked file means: flat, paths absolute, spellings unified. */
export function toCluster(file: ClusterFile, resolvePath: ResolvePath, manifest?: OwnManifest): ClusterSpec {
  const { ssh, mirrors, ...spec } = file.spec;
  const { sudo, bastion } = ssh;
  return {
    name: file.metadata.name,
    ...spec,
    network: { ...spec.network, cni: podNetworkOf(file.spec, manifest), nodes: nodeAddresses(spec.hosts) },
    ssh: {
      user: ssh.user,
      port: ssh.port,
      key: keyOf(ssh.key, resolvePath),
      knownHosts: resolvePath(ssh.knownHosts),
      ...(sudo ? { sudo: { password: secretOf(sudo.password, resolvePath) } } : {}),
      ...(bastion ? { bastion: { ...bastion, user: bastion.user ?? ssh.user } } : {}),
    },
    mirrors: { ...mirrors, kubernetes: mirrorOf(mirrors.kubernetes), crio: mirrorOf(mirrors.crio) },
  };
}
