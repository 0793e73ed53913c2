import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/shell/secret.ts';
import { lines, raw, sh } from '../../../src/shell/sh.ts';
import { randomTexts } from '../../support/random-text.ts';

const run = (text: string): string => execFileSync('sh', ['-s'], { input: text }).toString('utf8');

test('interpolated text is one word, a list is one word each, a number is itself', () => {
  expect(sh`put ${'a b'} ${['c d', 'e']} ${644}`.text).toBe("put 'a b' 'c d' e 644");
});

test('shell inside shell stays shell', () => {
  expect(sh`${sh`cd ${'/x y'}`} && ${raw('ls | wc -l')}`.text).toBe("cd '/x y' && ls | wc -l");
});

test('the indentation that all lines share goes, the rest stays', () => {
  expect(
    sh`
    if true; then

      echo yes
    fi
  `.text,
  ).toBe('if true; then\n\n  echo yes\nfi');
});

test('a value at the beginning of a line counts for the indentation', () => {
  expect(
    sh`
    ${'first'} line
      ${'second'} line`.text,
  ).toBe('first line\n  second line');
});

test('several lines inside a value keep their own indentation', () => {
  const text = 'one\n    two\n\tthree';
  expect(
    run(
      sh`
    printf %s ${text}`.text,
    ),
  ).toBe(text);
});

test('any value survives the template and a real shell', () => {
  for (const value of randomTexts(7, 200)) {
    expect(
      run(
        sh`
      x=${value}
        printf %s "$x"`.text,
      ),
    ).toBe(value);
  }
});

test('a backslash in the template reaches the shell', () => {
  expect(run(sh`printf 'a\tb\n'`.text)).toBe('a\tb\n');
});

test('an escaped expansion belongs to the shell', () => {
  expect(run(sh`x=1; echo "\${x}2"`.text)).toBe('12\n');
});

test('pieces stand on lines of their own', () => {
  expect(lines(sh`a`, sh`b`).text).toBe('a\nb');
});

test('a secret is not accepted as a value, and shows itself masked', () => {
  const secret = new Secret('hunter2hunter2');
  expect(`${String(secret)} ${JSON.stringify({ secret })}`).not.toContain('hunter2');
  expect(secret.reveal()).toBe('hunter2hunter2');
});
