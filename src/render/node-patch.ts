import { annotations } from '../model/cluster-state.ts';
import type { NodeState } from '../model/cluster-state.ts';
import type { Host, Taint } from '../model/cluster.ts';

/** A JSON merge patch of a Node: `null` removes. */
export interface NodePatch {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string | null>>;
    readonly annotations: Readonly<Record<string, string | null>>;
  };
  readonly spec: { readonly taints: readonly Taint[] };
}

interface Owned {
  readonly labels: readonly string[];
  readonly taints: readonly string[];
}

const nothing: Owned = { labels: [], taints: [] };

// Kubernetes tells taints apart by key and effect.
const idOf = (taint: Taint): string => `${taint.key}:${taint.effect}`;
const sameTaint = (one: Taint, other: Taint): boolean =>
  idOf(one) === idOf(other) && (one.value ?? '') === (other.value ?? '');

/**
 * What must change on a Node so that it carries the labels and taints of the cluster file; undefined where nothing
 * must. Labels and taints of others stay as they are; those that Slipway had set and that are gone from the file go.
 */
export function renderNodePatch(node: NodeState, host: Host): NodePatch | undefined {
  const labels = host.labels ?? {};
  const taints = host.taints ?? [];
  const before = ownedBefore(node);
  const owned: Owned = { labels: Object.keys(labels).toSorted(), taints: taints.map(idOf).toSorted() };

  const wanted = Object.entries(labels).filter(([name, value]) => node.labels[name] !== value);
  const dropped = before.labels.filter((name) => !(name in labels) && name in node.labels);
  const others = node.taints.filter(
    (taint) => !owned.taints.includes(idOf(taint)) && !before.taints.includes(idOf(taint)),
  );
  const kept = taints.every((taint) => node.taints.some((seen) => sameTaint(seen, taint)));
  const sameTaints = kept && node.taints.length === others.length + taints.length;
  const sameOwned = JSON.stringify(before) === JSON.stringify(owned);
  if (wanted.length === 0 && dropped.length === 0 && sameTaints && sameOwned) return undefined;

  const none = owned.labels.length === 0 && owned.taints.length === 0;
  return {
    metadata: {
      labels: Object.fromEntries([...wanted, ...dropped.map((name) => [name, null] as const)]),
      annotations: { [annotations.owned]: none ? null : JSON.stringify(owned) },
    },
    spec: { taints: [...others, ...taints] },
  };
}

function ownedBefore(node: NodeState): Owned {
  const text = node.annotations[annotations.owned];
  if (text === undefined) return nothing;
  try {
    const value: Partial<Owned> | null = JSON.parse(text);
    return { labels: value?.labels ?? [], taints: value?.taints ?? [] };
  } catch {
    // Somebody edited the annotation: then nothing is known to be ours, and nothing of theirs is taken away.
    return nothing;
  }
}
