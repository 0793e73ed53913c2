import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { isAlias, isNode, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Finding } from './finding.ts';
import type { Path } from './path.ts';
import { pathText } from './path.ts';
import type { Tree } from './position.ts';

/** A finding about a node. `fatal`: the tree has no plain data. */
export interface TreeFinding {
  readonly offset: number;
  readonly path: Path;
  readonly finding: Finding;
  readonly fatal: boolean;
}

type Ancestors = readonly (Tree | Document | Node | Pair)[];

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

const keyText = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

function pathOf(ancestors: Ancestors, leaf?: unknown): Path {
  const chain = leaf === undefined ? [...ancestors] : [...ancestors, leaf];
  return chain.flatMap((node, index): Path => {
    if (isPair(node)) return [keyText(node)];
    const parent = chain[index - 1];
    return isSeq(parent) ? [parent.items.indexOf(node)] : [];
  });
}

function duplicates(map: YAMLMap, path: Path): readonly TreeFinding[] {
  const seen = new Map<string, Node>();
  return map.items.flatMap((pair) => {
    if (!isScalar(pair.key) || pair.key.source === '<<') return [];
    const name = keyText(pair);
    const first = seen.get(name);
    seen.set(name, first ?? pair.key);
    if (!first) return [];
    const where = path.length === 0 ? '' : ` in \`${pathText(path)}\``;
    const finding: Finding = {
      what: `the key \`${name}\` stands twice${where}`,
      instead: 'Keep one of them; YAML would silently drop the other.',
    };
    return [{ offset: startOf(pair.key), path: [...path, name], finding, fatal: false }];
  });
}

function strangeKey(pair: Pair, path: Path): readonly TreeFinding[] {
  if (pair.key === null || isScalar(pair.key) || isAlias(pair.key)) return [];
  const finding: Finding = {
    what: 'a mapping or list is used as a key',
    instead: 'Write a word before the `:`; if this is the {{ placeholder }} of a template, fill it in first.',
  };
  return [{ offset: startOf(pair.key), path, finding, fatal: true }];
}

/** What YAML lets pass and Slipway does not: keys given twice, keys that are no words, unknown anchors and tags. */
export function treeFindings(tree: Tree): readonly TreeFinding[] {
  const found: TreeFinding[] = [];
  visit(tree, {
    Map: (_key, map, ancestors) => void found.push(...duplicates(map, pathOf(ancestors, map))),
    Pair: (_key, pair, ancestors) => void found.push(...strangeKey(pair, pathOf(ancestors))),
    Alias: (_key, alias, ancestors) => {
      if (alias.resolve(tree)) return;
      const finding: Finding = {
        what: 'a value that begins with `*` refers to an anchor, and there is none of this name above',
        instead: 'Put the anchor (`&NAME`) before the value that is meant, or quote this one.',
      };
      found.push({ offset: startOf(alias), path: pathOf(ancestors, alias), finding, fatal: true });
    },
  });
  const tags = tree.warnings.map((warning): TreeFinding => {
    const finding: Finding = {
      what: 'the tag on this value has no meaning here',
      instead: 'Remove the tag (the word with `!`), or quote a value that begins with `!`.',
    };
    return { offset: warning.pos[0], path: [], finding, fatal: false };
  });
  return [...found, ...tags];
}
