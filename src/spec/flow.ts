import type { SchemaNode } from './json-schema.ts';

/** Text that YAML reads back as the same text without quotes, also between braces and brackets. */
const plainText = /^(?!(?:true|false|null|yes|no|on|off|~)$)[A-Za-z_./~][\w./:@~-]*(?<!:)$/i;
const address = /^\d+\.\d+\.\d+\.\d+(?:\/\d+|:\d+)?$/;

/** A value as YAML on one line: `{ name: w-1, taints: [a, b] }`. */
export function flow(value: unknown): string {
  if (typeof value === 'string') return plainText.test(value) || address.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${flow(key)}: ${flow(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A value that a schema accepts: its example, or its required keys with theirs; undefined where it has none. */
export function exampleOf(node: SchemaNode | undefined): unknown {
  if (!node) return undefined;
  if (node.examples?.[0] !== undefined) return node.examples[0];
  if (node.items) return [exampleOf(node.items)];
  if (!node.properties) return node.const ?? node.enum?.[0] ?? node.default;
  const required = node.required ?? [];
  return Object.fromEntries(required.map((key) => [key, exampleOf(node.properties?.[key])]));
}
