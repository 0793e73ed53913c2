import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { LineCounter, isNode, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';

import { families } from './hosts/family.ts';
import { LabError } from './lab-error.ts';
import { sitesFolder } from './paths.ts';
import { dnsLabel, siteShape } from './site-shape.ts';
import type { Site } from './site-shape.ts';

/** Reads a site by name (a file in lab/sites) or by path. Throws every mistake in it, with positions. */
export async function readSite(nameOrPath: string): Promise<Site> {
  const known = join(sitesFolder, `${nameOrPath}.yaml`);
  const file = existsSync(known) ? known : nameOrPath;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const name = basename(file, '.yaml');
    if (dnsLabel.safeParse(name).success) return parseSite(text, file);
    throw new LabError(`a site is named after its file, and ${name} is no name: use a-z, 0-9 and -`);
  }
  const names = (await readdir(sitesFolder)).map((name) => basename(name, '.yaml'));
  throw new LabError(
    `there is no site ${nameOrPath}: name one of ${names.join(', ')}, or give the path of a site file`,
  );
}

/** Parses the text of a site file; the site is named after the file. */
function parseSite(text: string, file: string): Site {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number, message: string): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}  ${message}`;
  };
  if (document.errors.length > 0) {
    throw new LabError(
      document.errors.map((error) => at(error.pos[0], error.message.split(/ at line|\n/)[0] ?? '')).join('\n'),
    );
  }
  const parsed = siteShape.safeParse(document.toJS());
  if (!parsed.success) {
    throw new LabError(
      parsed.error.issues
        .map((issue) => {
          const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
          return at(offsetOf(document, path), `${path.join('.') || 'the site'} ${describe(issue)}`);
        })
        .join('\n'),
    );
  }
  const { hosts, kubernetes, network, login } = parsed.data;
  return {
    name: basename(file, '.yaml'),
    kubernetes,
    network: { ...network, gateway: network.subnet.replace(/0\/24$/, '1') },
    login,
    hosts: hosts.map(({ memory, cpus, firewalld, resolved, ...host }) => ({
      ...host,
      ...(memory !== undefined && { memoryMiB: memory }),
      ...(cpus !== undefined && { cpus }),
      firewalld: firewalld ?? families[host.family].has.firewalld,
      resolved: resolved ?? families[host.family].usesResolved,
    })),
  };
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'is not a setting of the lab';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_type') return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
  return issue.message;
}

/** Where the value stands that the path names, or the nearest thing around it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
