import type { FuzzReport } from './fuzz-jobs.ts';

/** What must not be in a report, in words; each line names the job. */
export function violationsOf({ jobs, executions }: FuzzReport): readonly string[] {
  return jobs.flatMap(({ plan, mismatches, lost }) => {
    const { began = 0, ended = 0 } = executions.get(plan.slot) ?? {};
    const ran = began === 1 && ended === 1 ? [] : [`it began ${began} times and came to its end ${ended} times`];
    const gone = lost === 0 ? [] : [`it was called lost ${lost} times`];
    return [...mismatches, ...ran, ...gone].map((what) => `${plan.slot} (${plan.kind}): ${what}`);
  });
}

/** The report as a table of one line. */
export function fuzzTable(report: FuzzReport, seconds: number): string {
  const { jobs, connections, cuts, executions } = report;
  const sum = (count: (job: FuzzReport['jobs'][number]) => number): number =>
    jobs.reduce((all, job) => all + count(job), 0);
  const ran = [...executions.values()];
  const columns: readonly (readonly [string, number])[] = [
    ['jobs', jobs.length],
    ['connections', connections],
    ['cuts', cuts],
    ['dead workers', sum(({ deaths }) => deaths)],
    ['re-attaches', sum(({ attached }) => attached)],
    ['executions', ran.reduce((all, { began }) => all + began, 0)],
    ['duplicates', ran.filter(({ began }) => began > 1).length],
    ['lost', sum(({ lost }) => lost)],
    ['mismatches', sum(({ mismatches }) => mismatches.length)],
    ['seconds', Math.round(seconds)],
  ];
  const row = (cells: readonly (string | number)[]): string =>
    cells.map((cell, at) => String(cell).padStart(columns[at]?.[0].length ?? 0)).join('  ');
  return `${row(columns.map(([name]) => name))}\n${row(columns.map(([, count]) => count))}`;
}
