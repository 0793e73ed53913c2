import { readFileSync, writeFileSync } from 'node:fs';
import { failuresPage } from './failures-page.ts';
import { fencesTable } from './fences-table.ts';
import { podNetworksTable } from './pod-networks-table.ts';
import { stepsPage } from './steps-page.ts';
import { systemsPage } from './systems-page.ts';

const fromRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** A page written by hand with the table between its marks made anew. */
function withTable(path: string, mark: string, table: string): string {
  const place = new RegExp(`(<!-- ${mark} -->\\n)[^]*(<!-- end of ${mark} -->)`);
  return readFileSync(fromRoot(path), 'utf8').replace(place, (_, begin, end) => `${begin}${table}\n${end}`);
}

/** Every page, or part of a page, that is made from the code, by its path from the root. */
export function generatedPages(): Readonly<Record<string, string>> {
  return {
    'docs/steps.md': stepsPage(),
    'docs/systems.md': systemsPage(),
    'docs/failures.md': failuresPage(),
    'docs/architecture.md': withTable(
      'docs/architecture.md',
      'fences',
      fencesTable(readFileSync(fromRoot('.oxlintrc.json'), 'utf8')),
    ),
    'docs/pod-networks.md': withTable('docs/pod-networks.md', 'pod networks', podNetworksTable()),
  };
}

if (process.argv[1]?.endsWith('write-docs.ts')) {
  for (const [path, text] of Object.entries(generatedPages())) writeFileSync(fromRoot(path), text);
}
