/** Up to this many nodes every ordered pair is tried; a full mesh of more grows beyond what it tells. */
export const meshLimit = 8;

/**
 * Which nodes each node is asked to reach: all others, or, beyond `meshLimit`, the next and the one before it in a
 * ring, so that every node is crossed in both directions.
 */
export function targetsOf(nodes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(nodes.map((node, index) => [node, targets(nodes, index)]));
}

function targets(nodes: readonly string[], index: number): readonly string[] {
  if (nodes.length <= meshLimit) return nodes.filter((_, other) => other !== index);
  const at = (position: number): string => nodes.at(position % nodes.length) ?? '';
  return [at(index + 1), at(index - 1)];
}
