import type { Finding } from './finding.ts';
import { exampleOf, flow } from './flow.ts';
import type { SchemaNode } from './json-schema.ts';
import { schemaAt } from './json-schema.ts';
import type { Path } from './path.ts';
import { pathText } from './path.ts';

function exampleAt(path: Path, schema: SchemaNode): string {
  const value = exampleOf(schemaAt(schema, path));
  const last = path.at(-1);
  return typeof last === 'string' ? `\`${last}: ${flow(value)}\`` : `\`- ${flow(value)}\``;
}

/** The finding for a required key that is not there. */
export function missingKey(path: Path, schema: SchemaNode): Finding {
  const section = path.slice(0, -1);
  const place = section.length === 0 ? '' : ` in \`${pathText(section)}\``;
  return { what: `\`${String(path.at(-1))}\` is missing${place}`, instead: `Add it: ${exampleAt(path, schema)}.` };
}

/** The finding for a key or list item with nothing after it. */
export function emptyValue(path: Path, schema: SchemaNode): Finding {
  const last = path.at(-1);
  const name = typeof last === 'string' ? last : pathText(path);
  const required = typeof last === 'string' && schemaAt(schema, path.slice(0, -1))?.required?.includes(last);
  const other = required ? '' : `, or remove the ${typeof last === 'string' ? 'key' : 'dash'}`;
  const example = exampleAt(path, schema);
  const give = /undefined|: \{\}`/.test(example) ? 'Give it a value' : `Give it a value, such as ${example}`;
  return { what: `\`${name}\` has no value`, instead: `${give}${other}.`, at: 'key' };
}
