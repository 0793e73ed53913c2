import { z } from 'zod';
import type { Path } from './path.ts';
import { clusterFileSchema } from './schema.ts';

/** The parts of a JSON Schema that messages and docs read. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
}

/** JSON Schema (2020-12) of `cluster.yaml`, for editors: the shape, the defaults and what each key means. */
export function clusterJsonSchema(): SchemaNode {
  const plain: SchemaNode = JSON.parse(
    JSON.stringify(z.toJSONSchema(clusterFileSchema, { io: 'input', reused: 'inline' })),
  );
  return plain;
}

/** The schema of what stands at a path; undefined where the schema knows no such place. */
export function schemaAt(root: SchemaNode, path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const part of path) {
    const other: SchemaNode | boolean | undefined = node?.additionalProperties;
    const any: SchemaNode | undefined = typeof other === 'object' ? other : undefined;
    node = typeof part === 'number' ? node?.items : (node?.properties?.[part] ?? any);
  }
  return node;
}

/** Every section that has a key of this name: `spec.network` for `pods`, `spec.hosts[]` for `role`. */
export function sectionsWith(root: SchemaNode, name: string, at = ''): readonly string[] {
  const here = root.properties && Object.hasOwn(root.properties, name) ? [at] : [];
  const below = Object.entries(root.properties ?? {}).flatMap(([key, node]) =>
    sectionsWith(node, name, at === '' ? key : `${at}.${key}`),
  );
  const items = root.items ? sectionsWith(root.items, name, `${at}[]`) : [];
  return [...here, ...below, ...items];
}
