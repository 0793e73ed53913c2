import type { ClusterSettings, ClusterSpec } from '../model/cluster.ts';
import { SlipwayError } from '../model/failure.ts';
import { pathText } from './path.ts';
import { clusterFileSchema } from './schema.ts';
import { toCluster } from './to-cluster.ts';

/** A spec, or its settings, as a build keeps it: of whatever version of Slipway began that build. */
type Stored = Omit<Partial<ClusterSpec>, 'name'> & { readonly name: string };

/**
 * A spec that a build keeps, as this version means it: with its defaults for what the build's own version did not know. It
 * goes through the schema of cluster files once more. Throws `version-mismatch` where it does not fit.
 */
export function currentSpec(stored: ClusterSpec): ClusterSpec {
  return current(stored);
}

/** The same for settings alone. Where the nodes are follows from hosts, which are not at hand: it must have been known. */
export function currentSettings(stored: ClusterSettings): ClusterSettings {
  const nodes: readonly string[] | undefined = stored.network.nodes;
  if (!nodes) throw mismatch(stored.name, ['network.nodes is missing']);
  const { hosts: _, ...settings } = current({ ...stored, hosts: [anyHost] });
  return { ...settings, network: { ...settings.network, nodes } };
}

const anyHost = { name: 'any', address: '192.0.2.1', role: 'control-plane' } as const;

function current(stored: Stored): ClusterSpec {
  const { name, network, ...spec } = stored;
  const { nodes: _, cni, ...addresses } = network ?? {};
  const { manifest, version, ...named } = cni ?? {};
  const podNetwork = manifest
    ? { ...named, file: manifest.file, ports: manifest.ports }
    : { ...named, ...(version === undefined ? {} : { version }) };
  const file = clusterFileSchema.safeParse({
    apiVersion: 'slipway.dev/v1alpha1',
    kind: 'Cluster',
    metadata: { name },
    spec: { ...spec, network: { ...addresses, cni: podNetwork } },
  });
  // Paths are absolute already.
  if (file.success) return toCluster(file.data, (path) => path, manifest);
  const issues = file.error.issues.map(
    ({ path, message }) => `${pathText(path.filter((part) => typeof part !== 'symbol'))}: ${message}`,
  );
  throw mismatch(name, issues);
}

function mismatch(name: string, reasons: readonly string[]): SlipwayError {
  const text = `what is kept of ${name} does not fit this version of Slipway: ${reasons.join('; ')}`;
  return new SlipwayError('version-mismatch', text);
}
