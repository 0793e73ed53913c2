import { faults } from './faults.ts';
import type { Run } from './run-seed.ts';
import type { Struck } from './storm.ts';

const seconds = (value: number): string => `${value.toFixed(0)} s`;

/** The runs as a table. `calm`: seconds of a build that was left in peace, by site. */
export function reportOf(runs: readonly Run[], calm: Readonly<Record<string, number>>): string {
  const head = ['SEED', 'SITE', 'RESULT', 'BUILD', 'LOST', 'PARKED', 'AGAIN', 'INIT', 'JOIN', 'RESET'];
  const rows = runs.map((run) => [
    `${run.seed}`,
    run.site,
    run.problems.length === 0 ? 'clean' : 'FAILED',
    seconds(run.seconds),
    calm[run.site] === undefined ? '' : seconds(run.seconds - (calm[run.site] ?? 0)),
    `${run.parked.length}`,
    `${run.again.length}`,
    `${run.calls.init}`,
    `${run.calls.join}`,
    `${run.calls.reset}`,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const blocks = runs.map((run, index) =>
    [
      lineOf(rows[index] ?? []),
      ...run.faults.map((fault) => `        ${faultLine(fault)}`),
      ...run.parked.map((reason) => `        parked and retried: ${reason}`),
      ...run.again.map((reason) => `        applied again: ${reason}`),
      ...run.problems.map((problem) => `        PROBLEM ${problem}`),
    ].join('\n'),
  );
  return [lineOf(head), ...blocks].join('\n');
}

/** Each fault with what it cost: until it was mended, and until the build was seen to go on. */
function faultLine({ fault, host, node, moment, struckAt, mendedAt, progressAt }: Struck): string {
  const what = `${faults[fault].title}${host === undefined ? '' : ` (${host})`} at ${moment} of ${node}`;
  if (struckAt === undefined) return `${what}: its moment never came`;
  const since = (at: number | undefined, otherwise: string): string =>
    at === undefined ? otherwise : `after ${(at - struckAt).toFixed(1)} s`;
  return `${what}: struck at ${seconds(struckAt)}, mended ${since(mendedAt, 'never')}, progress ${since(progressAt, 'at the end')}`;
}
