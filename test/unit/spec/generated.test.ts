import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { currentSpecDocs } from '../../../scripts/write-spec-docs.ts';
import { clusterJsonSchema } from '../../../src/spec/json-schema.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { validFile } from './mistake.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('schema/cluster.schema.json is what `npm run schema` writes', () => {
  expect(JSON.parse(read('schema/cluster.schema.json'))).toEqual(plain(clusterJsonSchema()));
});

test('docs/spec.md is what `npm run docs` writes', () => {
  expect(read('docs/spec.md')).toBe(currentSpecDocs());
});

describe('every example', () => {
  const examples = readdirSync(new URL('../../../examples', import.meta.url)).filter((name) => name.endsWith('.yaml'));

  test.each(examples)('%s is a cluster without mistakes', (name) => {
    const parsed = parseSpec(read(`examples/${name}`), { file: name, resolvePath: (path) => path });
    expect('problems' in parsed ? parsed.problems : []).toEqual([]);
  });

  test.each(examples)('%s satisfies the schema for editors', (name) => {
    const editor = z.fromJSONSchema(JSON.parse(read('schema/cluster.schema.json')));
    expect(editor.safeParse(parse(read(`examples/${name}`), { merge: true })).error?.issues ?? []).toEqual([]);
  });
});

test('the schema for editors refuses an unknown key, a version without quotes or not built, and a host by name', () => {
  const editor = z.fromJSONSchema(JSON.parse(read('schema/cluster.schema.json')));
  const accepts = (text: string): boolean => editor.safeParse(parse(text)).success;
  expect(accepts(validFile)).toBe(true);
  expect(accepts(validFile.replace('user: ops', 'usr: ops'))).toBe(false);
  expect(accepts(validFile.replace('"1.30"', '1.30'))).toBe(false);
  expect(accepts(validFile.replace('"1.30"', '"1.29"'))).toBe(false);
  expect(accepts(validFile.replace('10.88.0.12', 'w-1.example.com'))).toBe(false);
});

test('every key of the file has a description', () => {
  const bare: string[] = [];
  const walk = (node: ReturnType<typeof clusterJsonSchema>, at: string): void => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (!child.description) bare.push(`${at}.${key}`);
      walk(child, `${at}.${key}`);
    }
    if (node.items) walk(node.items, `${at}[]`);
  };
  walk(clusterJsonSchema(), '');
  expect(bare).toEqual([]);
});
