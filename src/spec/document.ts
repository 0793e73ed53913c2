import { LineCounter, isMap, parseAllDocuments } from 'yaml';
import type { Finding } from './finding.ts';
import type { Path } from './path.ts';
import { pathText } from './path.ts';
import type { Tree } from './position.ts';
import { offsetOf, sourceOf } from './position.ts';
import type { SpecProblem } from './problem.ts';
import { syntaxFindings } from './syntax.ts';
import { treeFindings } from './tree-findings.ts';

/** A YAML file as data, with the way back from the data to the text. */
export interface SpecDocument {
  /** Plain data; undefined where the syntax is too broken to go on. */
  readonly value: unknown;
  readonly problems: readonly SpecProblem[];
  /** The problem of a finding at a path. */
  readonly problemAt: (path: Path, finding: Finding) => SpecProblem;
  /** The text of a scalar as it stands in the file (`1.30`); undefined for anything else. */
  readonly sourceOf: (path: Path) => string | undefined;
}

/** A list with 1,000 hosts that share an anchor is fine; a billion laughs is not. */
const maxAliasCount = 100_000;

function dataOf(tree: Tree): unknown {
  try {
    return tree.toJS({ maxAliasCount });
  } catch {
    return undefined;
  }
}

/** Reads one YAML document, with every mistake of its syntax. */
export function readDocument(text: string, file: string): SpecDocument {
  const lines = new LineCounter();
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
  } as const;
  const parsed = parseAllDocuments(text, options);
  const trees: readonly Tree[] = 'empty' in parsed ? [] : parsed;
  const tree = trees[0];

  const problem = (offset: number, path: string, finding: Finding): SpecProblem => {
    const { line, col } = lines.linePos(offset);
    const { what, instead, secret } = finding;
    return {
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      path,
      what,
      instead,
      ...(secret ? { secret } : {}),
    };
  };
  const problemAt = (path: Path, finding: Finding): SpecProblem =>
    problem(tree ? offsetOf(tree, path, finding.at ?? 'value') : 0, pathText(path), finding);
  const source = (path: Path): string | undefined => tree && sourceOf(tree, path);
  const broken = (problems: readonly SpecProblem[]): SpecDocument => ({
    value: undefined,
    problems,
    problemAt,
    sourceOf: source,
  });

  if (!tree || tree.contents === null) {
    const instead = 'Write a cluster, beginning with `apiVersion: slipway.dev/v1alpha1`; see examples/minimal.yaml.';
    return broken([problem(0, '', { what: 'the file is empty', instead })]);
  }
  const second = trees.slice(1).find((other) => other.contents !== null);
  if (second) {
    const instead = 'Keep one cluster per file: move what follows `---` to a file of its own.';
    const at = second.contents?.range[0] ?? second.range[0];
    return broken([problem(at, '', { what: 'the file holds more than one YAML document', instead })]);
  }
  const syntax = syntaxFindings(text, tree).map(({ offset, finding }) => problem(offset, '', finding));
  if (syntax.length > 0) return broken(syntax);
  if (!isMap(tree.contents)) {
    const instead = 'Write keys with values at the top: `apiVersion`, `kind`, `metadata`, `spec`.';
    return broken([
      problem(tree.contents.range[0], '', { what: 'the file is not a mapping of keys to values', instead }),
    ]);
  }
  const found = treeFindings(tree);
  const problems = found.map(({ offset, path, finding }) => problem(offset, pathText(path), finding));
  if (found.some(({ fatal }) => fatal)) return broken(problems);
  const value = dataOf(tree);
  if (value !== undefined) return { value, problems, problemAt, sourceOf: source };
  const instead = 'Write the values out where they are needed; anchors are fine for a few shared settings.';
  return broken([...problems, problem(0, '', { what: 'the anchors of this file grow without end', instead })]);
}
