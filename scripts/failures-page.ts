import { exitCodeHelp } from '../src/cli/exit-codes.ts';
import { failures } from '../src/model/failure.ts';
import type { FailureRow } from '../src/model/failure-row.ts';

/** Titles of the chapters, by the exit code of the failures in them. */
const chapters: Readonly<Record<number, string>> = {
  2: 'The input',
  3: 'Reaching a host',
  4: 'The host',
  5: 'A step',
  6: 'The cluster',
  7: 'The operator',
};

const what: Readonly<Record<FailureRow['retry'], string>> = {
  again: 'tried again, then parked',
  operator: 'parked at once',
};

const rows: readonly (readonly [string, FailureRow])[] = Object.entries(failures);

function chapterOf(exit: number): string {
  const lines = rows
    .filter(([, row]) => row.exit === exit)
    .map(([code, { title, hint, retry }]) => `| \`${code}\` | ${title} | ${hint} | ${what[retry]} |`);
  const head = ['| Code | What is so | What to do | What Slipway does |', '|---|---|---|---|'];
  return `## ${chapters[exit] ?? 'Other'} (exit code ${exit})\n\n${[...head, ...lines].join('\n')}`;
}

/** The text of `docs/failures.md`, from the table that messages, the Temporal UI and exit codes are made of. */
export function failuresPage(): string {
  const exits = [...new Set(rows.map(([, { exit }]) => exit))].toSorted((left, right) => left - right);
  return `# Failures

Made from \`src/model/*-failures.ts\` by \`npm run docs\`; a test compares it. Do not edit it by hand.

A failure has a stable code, the same in the CLI, in \`-o json\`, in the Temporal UI and in the search attribute
\`FailureCode\`. *Tried again, then parked*: it often passes by itself, so the step is repeated with back-off for about two
minutes. *Parked*: the node waits for \`slipway retry\`, \`skip\` or \`abort\`, the others go on. Before anything has
been changed there is nothing to park: every problem of every host is reported at once and the build ends.

\`\`\`text
${exitCodeHelp}
\`\`\`

${exits.map(chapterOf).join('\n\n')}
`;
}
