import type { Document, Node } from 'yaml';
import { isAlias, isMap, isNode, isPair, isScalar, isSeq } from 'yaml';
import type { Path } from './path.ts';

/** A parsed YAML document. */
export type Tree = Document.Parsed;

/** Where a walk along a path ended: the last key and value that are there. */
interface Place {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
  /** False where the path goes on but the tree does not. */
  readonly complete: boolean;
}

const nodeOf = (value: unknown): Node | undefined => (isNode(value) ? value : undefined);

function resolved(tree: Tree, node: Node | undefined): Node | undefined {
  return isAlias(node) ? nodeOf(node.resolve(tree)) : node;
}

/** The pair of a key in a mapping, or in one that is merged into it with `<<`. */
function pairOf(
  tree: Tree,
  map: Node | undefined,
  name: string,
): { key: Node | undefined; value: Node | undefined } | undefined {
  if (!isMap(map)) return undefined;
  const own = map.items.findLast((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === name);
  if (own) return { key: nodeOf(own.key), value: nodeOf(own.value) };
  const merges = map.items.filter((pair) => isScalar(pair.key) && String(pair.key.source) === '<<');
  for (const merge of merges) {
    const target = resolved(tree, nodeOf(merge.value));
    const targets = isSeq(target) ? target.items.map(nodeOf) : [target];
    for (const candidate of targets) {
      const found = pairOf(tree, resolved(tree, candidate), name);
      if (found) return found;
    }
  }
  return undefined;
}

function placeOf(tree: Tree, path: Path): Place {
  let place: Place = { key: undefined, value: nodeOf(tree.contents), complete: true };
  for (const part of path) {
    const value = resolved(tree, place.value);
    if (isSeq(value) && typeof part === 'number' && part < value.items.length) {
      place = { key: undefined, value: nodeOf(value.items[part]), complete: true };
      continue;
    }
    const pair = pairOf(tree, value, String(part));
    if (!pair) return { ...place, complete: false };
    place = { ...pair, complete: true };
  }
  return place;
}

const startOf = (node: Node | undefined): number | undefined => node?.range?.[0];

/** Offset of the key or value at a path; of the key it is missing under, where it is missing; of the key, where it is empty. */
export function offsetOf(tree: Tree, path: Path, at: 'key' | 'value'): number {
  const { key, value, complete } = placeOf(tree, path);
  const empty = isScalar(value) && value.value === null && (value.source ?? '') === '';
  const preferKey = at === 'key' || !complete || empty || value === undefined;
  return (preferKey ? (startOf(key) ?? startOf(value)) : startOf(value)) ?? 0;
}

/** The text of a plain scalar as the file has it; undefined for anything else. */
export function sourceOf(tree: Tree, path: Path): string | undefined {
  const { value, complete } = placeOf(tree, path);
  const scalar = resolved(tree, value);
  return complete && isScalar(scalar) ? scalar.source : undefined;
}
