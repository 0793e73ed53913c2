import { readFileSync, writeFileSync } from 'node:fs';
import { failuresPage } from './failures-page.ts';
import { fencesTable } from './fences-table.ts';
import { stepsPage } from './steps-page.ts';
import { systemsPage } from './systems-page.ts';

const fromRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** The architecture page with its table of fences made anew; all the rest of it is written by hand. */
function architecturePage(): string {
  const page = readFileSync(fromRoot('docs/architecture.md'), 'utf8');
  const table = fencesTable(readFileSync(fromRoot('.oxlintrc.json'), 'utf8'));
  return page.replace(/(<!-- fences -->\n)[^]*(\n<!-- end of fences -->)/, (_, begin, end) => `${begin}${table}${end}`);
}

/** Every page, or part of a page, that is made from the code, by its path from the root. */
export function generatedPages(): Readonly<Record<string, string>> {
  return {
    'docs/steps.md': stepsPage(),
    'docs/systems.md': systemsPage(),
    'docs/failures.md': failuresPage(),
    'docs/architecture.md': architecturePage(),
  };
}

if (process.argv[1]?.endsWith('write-docs.ts')) {
  for (const [path, text] of Object.entries(generatedPages())) writeFileSync(fromRoot(path), text);
}
