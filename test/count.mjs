// Adds up what the reports of vitest and of chaos say. A report that is missing, or a part that failed outside a test, counts as a failure.
import { readFileSync } from 'node:fs';

const [, , folder, broken] = process.argv;
let passed = 0;
let failed = 0;
for (const name of ['fast', 'lab', 'chaos']) {
  try {
    const report = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
  } catch {
    failed += 1;
  }
}
if (broken !== '0' && failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
