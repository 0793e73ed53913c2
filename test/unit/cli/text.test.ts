import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { clock, counted, inWords } from '../../../src/cli/show/clock.ts';
import { columns } from '../../../src/cli/show/columns.ts';
import { failureText } from '../../../src/cli/show/failure-text.ts';
import { plainLook } from '../../../src/cli/show/look.ts';
import { shortOs } from '../../../src/cli/show/short-os.ts';
import { wrap } from '../../../src/cli/show/wrap.ts';

test.each([
  [-5, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_600_000, '1:00:00'],
  [90_061_000, '25:01:01'],
])('%i ms are %s on the clock', (milliseconds, text) => {
  expect(clock(milliseconds)).toBe(text);
});

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [119, '119 s'],
  [148, '2 min 28 s'],
])('%d s are %s in words', (seconds, text) => {
  expect(inWords(seconds)).toBe(text);
});

test('one is counted without an s', () => {
  expect([counted(1, 'node'), counted(0, 'node'), counted(3000, 'node')]).toEqual(['1 node', '0 nodes', '3,000 nodes']);
});

test.each([
  ['Ubuntu 24.04.1 LTS', 'Ubuntu 24.04'],
  ['CentOS Stream 9', 'CentOS 9'],
  ['Debian GNU/Linux 13 (trixie)', 'Debian 13'],
  ['Red Hat Enterprise Linux 9.4 (Plow)', 'RHEL 9.4'],
  ['Rocky Linux 9.5 (Blue Onyx)', 'Rocky 9.5'],
  ['Fedora Linux 42 (Server Edition)', 'Fedora 42'],
  ['Arch', 'Arch'],
])('%s is short for %s', (name, short) => {
  expect(shortOs(name)).toBe(short);
});

describe('columns', () => {
  const layout = [{ title: 'A' }, { title: 'B', grows: true }, { title: 'N', align: 'right' }] as const;

  test('are as wide as their widest cell', () => {
    expect(columns(layout, [['x', 'yy', '100']], 80)).toEqual(['A  B     N', 'x  yy  100']);
  });

  test('give up room in the one that grows', () => {
    const lines = columns(layout, [['x', 'a long sentence that has no end', '1']], 20);
    expect(lines[1]).toBe('x  a long senten…  1');
  });

  test('count wide characters as two', () => {
    expect(columns(layout, [['日本', 'b', '1']], 80).map((line) => stringWidth(line))).toEqual([10, 10]);
  });
});

test('wrapping breaks between words and indents what follows', () => {
  expect(wrap('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
});

test('a word longer than the line is cut', () => {
  expect(wrap('abcdefghij', 5)).toEqual(['abcd…']);
});

test('control codes in a tail do not reach the terminal', () => {
  const tail = '\u001B[2J\u001B]0;title\u0007progress 1%\rprogress 100%\n\u0000\u009Bok\tdone';
  const lines = failureText({ code: 'step-failed', message: 'x', tail }, plainLook(80));
  expect(lines.slice(-3)).toEqual(['  │ progress 1%', '  │ progress 100%', '  │ ok  done']);
});

test('only as many last lines are shown as asked for', () => {
  const lines = failureText({ code: 'step-failed', message: 'x', tail: 'a\nb\nc\n' }, plainLook(80), { tailLines: 2 });
  expect(lines.slice(-2)).toEqual(['  │ b', '  │ c']);
});
