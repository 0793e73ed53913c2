import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sh } from '../../../src/shell/sh.ts';
import type { Shell } from '../../../src/shell/sh.ts';
import { compileBatch, compileChecks, compileJob, compileProbe } from '../../../src/steps/compile.ts';
import type { HostStep } from '../../../src/steps/define-step.ts';
import { parseRecords, saidFailure, saidOutcome } from '../../../src/steps/records.ts';
import { contextFor, ubuntu } from '../../support/fixtures.ts';

const at = contextFor('cp-1', ubuntu);

function step(id: string, check: Shell, apply: Shell): HostStep {
  return {
    id,
    kind: 'quick',
    title: id,
    why: '',
    undo: { kept: 'it is a fixture' },
    applies: () => true,
    seconds: 5,
    lost: 'rerun',
    check: () => check,
    apply: () => apply,
  };
}

function run(script: Shell): { readonly stdout: string; readonly code: number | null } {
  const { stdout, status } = spawnSync('sh', ['-s'], { input: script.text, encoding: 'utf8' });
  return { stdout, code: status };
}

function states(script: Shell): readonly string[] {
  return parseRecords(run(script).stdout).map((record) => `${record.step} ${record.state} ${record.said}`.trim());
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'slipway-step-'));
}

describe('a batch of steps', () => {
  test('changes what is needed once, and a second run changes nothing', () => {
    const file = join(folder(), 'conf');
    const write = step('write', sh`is ${file} 644 ${'hello\n'}`, sh`put ${file} 644 ${'hello\n'}`);
    expect(states(compileBatch([write], at))).toEqual([`write changed ${file} is missing`]);
    expect(readFileSync(file, 'utf8')).toBe('hello\n');
    expect(states(compileBatch([write], at))).toEqual(['write unchanged']);
  });

  test('stops at the first step that fails and names what it printed', () => {
    const bad = step('bad', sh`need "not yet"`, sh`echo working; fail disk-full "no room"; echo never`);
    const next = step('next', sh`true`, sh`true`);
    const [record, ...others] = parseRecords(run(compileBatch([bad, next], at)).stdout);
    expect(others).toEqual([]);
    expect(record?.state).toBe('failed');
    expect(saidFailure(record?.said ?? '')).toEqual({ code: 'disk-full', message: 'no room' });
  });

  test('a command that fails in the middle of an apply ends the step', () => {
    const half = step('half', sh`need "not yet"`, sh`false; echo "went on"`);
    expect(states(compileBatch([half], at))).toEqual(['half failed']);
  });

  test('an apply that ends well without its effect is told apart from success', () => {
    const empty = step('empty', sh`need "still not there"`, sh`true`);
    expect(states(compileBatch([empty], at))).toEqual(['empty missing still not there']);
  });
});

describe('checks', () => {
  test('tell ok, needed and cannot apart, and one does not hide another', () => {
    const script = compileChecks(
      [
        step('a', sh`true`, sh``),
        step('b', sh`need "b is off"`, sh``),
        step('c', sh`cannot "no tool"`, sh``),
        step('d', sh`true`, sh``),
      ],
      at,
    );
    expect(states(script)).toEqual(['a ok', 'b needed b is off', 'c cannot no tool', 'd ok']);
  });

  test('a file with other content or another mode is seen', () => {
    const file = join(folder(), 'conf');
    writeFileSync(file, 'other', { mode: 0o644 });
    expect(states(compileChecks([step('x', sh`is ${file} 644 ${'wanted'}`, sh``)], at))).toEqual([
      `x needed ${file} differs`,
    ]);
    writeFileSync(file, 'wanted');
    expect(states(compileChecks([step('x', sh`is ${file} 600 ${'wanted'}`, sh``)], at))).toEqual([
      `x needed ${file} has mode 644`,
    ]);
  });
});

describe('a job', () => {
  test('says that it changed something, and the next time that it did not', () => {
    const file = join(folder(), 'done');
    const job = step('job', sh`[ -e ${file} ] || need "not there"`, sh`echo working; touch ${file}`);
    expect(saidOutcome(run(compileJob(job, at)).stdout)).toEqual({ outcome: 'changed', detail: 'not there' });
    expect(saidOutcome(run(compileJob(job, at)).stdout)).toEqual({ outcome: 'unchanged', detail: '' });
  });

  test('ends with 90 and a named failure when its effect is missing', () => {
    const { stdout, code } = run(compileJob(step('job', sh`need "nothing came of it"`, sh`true`), at));
    expect(code).toBe(90);
    expect(saidFailure(stdout)).toEqual({ code: 'effect-missing', message: 'nothing came of it' });
  });

  test('passes the exit code of what failed on', () => {
    expect(run(compileJob(step('job', sh`need "x"`, sh`sh -c 'exit 7'`), at)).code).toBe(7);
  });
});

describe('a probe of a step whose outcome is lost', () => {
  const probed = (check: Shell, unsafe?: Shell): readonly string[] =>
    states(compileProbe({ ...step('p', check, sh``), lost: 'probe', ...(unsafe ? { unsafe: () => unsafe } : {}) }, at));

  test.each([
    ['its effect is there', sh`true`, sh`cannot "never asked"`, 'p ok'],
    ['its effect is missing', sh`need "not yet"`, undefined, 'p needed not yet'],
    ['its effect is missing and nothing forbids another run', sh`need "not yet"`, sh`true`, 'p needed not yet'],
    ['another run is unsafe', sh`need "not yet"`, sh`cannot "half made"`, 'p cannot half made'],
    ['what forbids another run fails itself', sh`need "not yet"`, sh`echo odd; false`, 'p cannot odd'],
    ['its check cannot tell', sh`cannot "no tool"`, sh`true`, 'p cannot no tool'],
  ])('where %s', (_name, check, unsafe, record) => {
    expect(probed(check, unsafe)).toEqual([record]);
  });

  test('changes nothing', () => {
    const file = join(folder(), 'made');
    const making = { ...step('m', sh`[ -e ${file} ] || need "not made"`, sh`touch ${file}`), lost: 'probe' as const };
    expect(states(compileProbe(making, at))).toEqual(['m needed not made']);
    expect(states(compileProbe(making, at))).toEqual(['m needed not made']);
  });
});
