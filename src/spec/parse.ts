import type { ClusterSpec } from '../model/cluster.ts';
import { cniFindings } from './cni-checks.ts';
import { readDocument } from './document.ts';
import { explain } from './explain.ts';
import type { PlacedFinding } from './finding.ts';
import { hostFindings } from './host-checks.ts';
import { clusterJsonSchema } from './json-schema.ts';
import { networkFindings } from './network-checks.ts';
import { ownedSettingFindings } from './owned-settings.ts';
import { ownManifest } from './own-manifest.ts';
import type { NamedFile } from './own-manifest.ts';
import type { SpecProblem } from './problem.ts';
import { clusterFileSchema } from './schema.ts';
import { toCluster } from './to-cluster.ts';

/** What a spec file came to: the spec, or every mistake in it. */
export type ParsedSpec = { readonly spec: ClusterSpec } | { readonly problems: readonly SpecProblem[] };

/** How a spec file is read. */
export interface ParseOptions {
  /** Name of the file as messages show it. */
  readonly file: string;
  /** Makes a path of the file absolute: relative to the file, `~` expanded. */
  readonly resolvePath: (path: string) => string;
  /** Reads a file that the cluster file names, by its absolute path; without it a manifest of one's own is refused. */
  readonly readFile?: (path: string) => NamedFile | undefined;
}

/** In the order of the file; a mistake in a shared anchor counts once. */
function inOrder(problems: readonly SpecProblem[]): readonly SpecProblem[] {
  const unique = new Map(problems.map((problem) => [`${problem.line}:${problem.column} ${problem.instead}`, problem]));
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Reads `cluster.yaml`: the spec with all defaults, or all its mistakes in the order of the file. Never throws. */
export function parseSpec(text: string, options: ParseOptions): ParsedSpec {
  const document = readDocument(text, options.file);
  if (document.value === undefined) return { problems: inOrder(document.problems) };
  const parsed = clusterFileSchema.safeParse(document.value);
  const across = [networkFindings, cniFindings, hostFindings, ownedSettingFindings].flatMap((check) =>
    check(document.value),
  );
  if (parsed.success && across.length === 0 && document.problems.length === 0) {
    const { name, file, ports = [] } = parsed.data.spec.network.cni;
    if (file === undefined) return { spec: toCluster(parsed.data, options.resolvePath) };
    const path = options.resolvePath(file);
    const own = ownManifest({ name, file, path, ports, readFile: options.readFile });
    if ('manifest' in own) return { spec: toCluster(parsed.data, options.resolvePath, own.manifest) };
    const { path: place, ...finding } = own;
    return { problems: [document.problemAt(place, finding)] };
  }
  const view = { schema: clusterJsonSchema(), value: document.value, sourceOf: document.sourceOf };
  const found: readonly PlacedFinding[] = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => explain(issue, view));
  const placed = [...found, ...across].map(({ path, ...finding }) => document.problemAt(path, finding));
  return { problems: inOrder([...document.problems, ...placed]) };
}
