// Adds up what the reports of vitest and of chaos say, and names what failed. A report that is missing, or a part that failed outside a
// test, counts as a failure. Arguments: the folder of the reports, their names in one word, and for each part that failed its title and,
// after a tab, its log.
import { readFileSync } from 'node:fs';

const [, , folder, reports, ...brokenParts] = process.argv;
let passed = 0;
const failures = [];
for (const name of reports.split(' ')) {
  try {
    const report = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
    passed += report.numPassedTests;
    failures.push(...namesIn(report, name));
  } catch (error) {
    failures.push(`${name}: no report (${error.message})`);
  }
}

/** Names of what failed; a number that the names do not reach is filled up, so that none is left out. */
function namesIn(report, name) {
  const names = (report.testResults ?? []).flatMap(({ name: file, status, message, assertionResults }) => {
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map(
        (test) =>
          `${test.fullName}: ${String(test.failureMessages?.[0] ?? '')
            .split('\n', 1)[0]
            // What vitest's report says of a test that has come to its time limit.
            .replace('STACK_TRACE_ERROR', `not over after ${Math.round((test.duration ?? 0) / 1000)} s`)
            .slice(0, 300)}`,
      );
    return tests.length === 0 && status === 'failed' ? [`${file}: ${String(message).slice(0, 300)}`] : tests;
  });
  while (names.length < report.numFailedTests) names.push(`${name}: run ${names.length + 1} failed`);
  return names;
}

/** What a log names as failures, and its last lines: as short as they must be where only the end of all of it is kept. */
function endOf(log) {
  const text = readFileSync(log, 'utf8').trim();
  const named = text.split('\n').filter((line) => /^\s*"(code|message)":/.test(line));
  return [...named.slice(0, 4).map((line) => line.slice(0, 400)), ...text.slice(-1200).split('\n').slice(-14)]
    .map((line) => `\n    ${line}`)
    .join('');
}

// A part with a report of its own has told already what failed in it.
const untold = brokenParts.filter((part) => failures.length === 0 || !/tests\b|^chaos/.test(part));
for (const part of untold) {
  const [title, log] = part.split('\t');
  failures.push(`part: ${title}${log ? endOf(log) : ''}`);
}
if (failures.length > 0) console.log(`\nfailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
