import type { z } from 'zod';
import type { Finding, PlacedFinding } from './finding.ts';
import { isFinding, shown } from './finding.ts';
import type { SchemaNode } from './json-schema.ts';
import { schemaAt } from './json-schema.ts';
import { emptyValue, missingKey } from './missing.ts';
import type { Path } from './path.ts';
import { pathText, valueAt } from './path.ts';
import { shapeHint } from './shape-hints.ts';
import { closest, oneOf } from './suggest.ts';
import { meantKey, unknownKey } from './unknown-key.ts';

/** What an explanation is made from. */
export interface FileView {
  readonly schema: SchemaNode;
  readonly value: unknown;
  /** Text of a scalar as it stands in the file. */
  readonly sourceOf: (path: Path) => string | undefined;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
};

/** Words people use for a role in other tools. */
const roleSynonyms: Readonly<Record<string, string>> = {
  master: 'control-plane',
  server: 'control-plane',
  controller: 'control-plane',
  node: 'worker',
  agent: 'worker',
  minion: 'worker',
};

const isSecretPlace = (path: Path): boolean => path[1] === 'ssh' && (path[2] === 'key' || path[2] === 'sudo');

const nameOf = (path: Path): string => {
  const last = path.at(-1);
  return typeof last === 'string' ? `\`${last}\`` : `\`${pathText(path)}\``;
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the text ${shown(value)}`;
  return typeof value === 'number' ? `the number ${value}` : `the word ${shown(value)}`;
}

/** How the same value is written in the type that is wanted, where that is easy. */
function rewritten(expected: string, value: unknown, source: string): string | undefined {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `Put it in quotes: "${source}".`;
  }
  if (typeof value !== 'string') return undefined;
  if ((expected === 'int' || expected === 'number') && /^\d+$/.test(value)) return `Write it without quotes: ${value}.`;
  if (expected === 'array') return `Write \`[${value}]\`.`;
  if (expected !== 'boolean' || !/^(?:yes|no|on|off|true|false)$/i.test(value)) return undefined;
  return `Write \`${/^(?:yes|on|true)$/i.test(value) ? 'true' : 'false'}\`.`;
}

function wrongType(path: Path, expected: string, view: FileView): Finding {
  const value = valueAt(view.value, path);
  const wanted = typeNames[expected] ?? expected;
  const hint = shapeHint(path, value);
  if (hint) return hint;
  if (isSecretPlace(path)) {
    return {
      what: `${nameOf(path)} must be ${wanted}`,
      instead: `Write ${wanted}, in quotes if need be.`,
      secret: true,
    };
  }
  const instead = rewritten(expected, value, view.sourceOf(path) ?? String(value)) ?? `Write ${wanted}.`;
  return { what: `${nameOf(path)} is ${kindOf(value)}; it must be ${wanted}`, instead };
}

function wrongChoice(path: Path, values: readonly unknown[], view: FileView): Finding {
  const value = valueAt(view.value, path);
  const words = values.map(String);
  const name = path.at(-1);
  if (words.length === 1) {
    const instead = `Write \`${String(name)}: ${words[0]}\`.`;
    return { what: `${nameOf(path)} is ${shown(value)}; the only value known is \`${words[0]}\``, instead };
  }
  const word = typeof value === 'string' ? value : '';
  const meant = closest(word, words) ?? (name === 'role' ? roleSynonyms[word.toLowerCase()] : undefined);
  const instead = meant ? `Did you mean \`${meant}\`?` : `Write ${oneOf(words)}.`;
  return { what: `${nameOf(path)} is ${shown(value)}; it must be ${oneOf(words)}`, instead };
}

function outOfRange(path: Path, view: FileView): Finding {
  const { minimum, maximum } = schemaAt(view.schema, path) ?? {};
  const what = `${nameOf(path)} is ${shown(valueAt(view.value, path))}, which is out of range`;
  return { what, instead: `Write a number from ${minimum} to ${maximum}.` };
}

/** True where a similar unknown key stands in the same section: its own finding says it all. */
function isMisspelt(path: Path, view: FileView): boolean {
  const section = valueAt(view.value, path.slice(0, -1));
  if (typeof section !== 'object' || section === null) return false;
  const known = schemaAt(view.schema, path.slice(0, -1))?.properties ?? {};
  return Object.keys(section).some(
    (key) => !Object.hasOwn(known, key) && meantKey(key, Object.keys(known)) === path.at(-1),
  );
}

/** What an issue of the schema means to the person who wrote the file. */
export function explain(issue: z.core.$ZodIssue, view: FileView): readonly PlacedFinding[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const value = valueAt(view.value, path);
  const place = (finding: Finding): readonly PlacedFinding[] => [{ ...finding, path }];
  if (issue.code === 'custom' && isFinding(issue.params)) return place(issue.params);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...unknownKey([...path, key], view.schema), path: [...path, key] }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => explain({ ...inner, path: issue.path }, view));
  }
  if (value === null) return place(emptyValue(path, view.schema));
  if (value === undefined) return isMisspelt(path, view) ? [] : place(missingKey(path, view.schema));
  if (issue.code === 'invalid_type') return place(wrongType(path, issue.expected, view));
  if (issue.code === 'invalid_value') return place(wrongChoice(path, issue.values, view));
  if (issue.code === 'too_small' || issue.code === 'too_big') return place(outOfRange(path, view));
  return place({ what: `${nameOf(path)} is not valid`, instead: 'See docs/spec.md for what it may hold.' });
}
