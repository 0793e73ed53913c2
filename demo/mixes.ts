import { mkdirSync, rmSync } from 'node:fs';
import { mixes, runMix, stages } from './mix.ts';
import type { MixResult } from './mix.ts';
import { mixOutput, output } from './paths.ts';
import { ports, runningServer, startServer, stopServer } from './server.ts';

const wanted = process.env['MIX'];
const chosen = mixes.filter(({ name }) => wanted === undefined || wanted === '' || name === wanted);

function table(results: readonly MixResult[]): string {
  const rows = results.map(({ mix, seconds, failed }) => {
    const cells = stages.map((stage) => (seconds[stage] === undefined ? '-' : `${seconds[stage].toFixed(0)} s`));
    const total = Object.values(seconds).reduce((sum, each) => sum + each, 0);
    return [mix.name, ...cells, `${total.toFixed(0)} s`, failed === undefined ? 'passed' : 'FAILED'];
  });
  const all = [['MIX', ...stages.map((stage) => stage.toUpperCase()), 'TOTAL', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function main(): Promise<number> {
  if (chosen.length === 0) {
    console.error(`There is no mix ${wanted}: name one of ${mixes.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  if (runningServer()) {
    console.error('A demo is still up: `make down` ends it.');
    return 2;
  }
  rmSync(mixOutput(''), { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const server = await startServer(ports);
  const results: MixResult[] = [];
  try {
    for (const mix of chosen) results.push(await runMix(mix, server));
  } finally {
    await stopServer(server);
  }
  for (const { mix, failed } of results) if (failed !== undefined) console.error(`\n${mix.name}: ${failed}`);
  console.log(`\n${table(results)}`);
  return results.every(({ failed }) => failed === undefined) ? 0 : 1;
}

process.exitCode = await main();
