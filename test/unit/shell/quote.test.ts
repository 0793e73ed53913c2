import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { quote } from '../../../src/shell/sh.ts';
import { randomTexts } from '../../support/random-text.ts';

const shells = [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([program = '']) => spawnSync(program, ['-c', ':']).error === undefined && spawnSync('which', [program]).status === 0,
);

/** The arguments that a real program receives when a shell reads `words` as one command. */
function received([program = '', ...flags]: readonly string[], words: readonly string[]): readonly string[] {
  const script = `printf '%s\\0' ${words.map(quote).join(' ')}`;
  const output = execFileSync(program, [...flags, '-s'], {
    input: script,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
  return output.toString('utf8').split('\0').slice(0, -1);
}

describe.each(shells.map((shell) => ({ name: shell.join(' '), shell })))('in $name', ({ shell }) => {
  test('any text arrives as the one argument it was', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const words = randomTexts(seed, 50);
      expect(received(shell, words), `seed ${seed}`).toEqual(words);
    }
  });

  test.each([
    '',
    ' ',
    "'",
    "''",
    "\\'",
    '$(id)',
    '`id`',
    '$HOME',
    '*',
    '~',
    '~root',
    '-n',
    '!!',
    'a\nb',
    '\u00c1\u0081\u0088',
    '{a,b}',
  ])('%j stays what it is', (word) => expect(received(shell, [word])).toEqual([word]));

  test.each(['if', 'in', 'done', 'A=b', 'a_1=', 'time', 'function', '!'])(
    '%j at the place of a command is only a name',
    (word) => {
      const [program = '', ...flags] = shell;
      const script = `PATH=/nowhere; ${quote(word)} 2> /dev/null; echo "code $?"`;
      const output = spawnSync(program, [...flags, '-c', script]);
      expect(output.stdout.toString()).toBe('code 127\n');
    },
  );
});

test('a NUL is refused, because no program can receive it', () => {
  expect(() => quote('a\0b')).toThrow('NUL');
});
