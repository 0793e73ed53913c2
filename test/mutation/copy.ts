import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copied = [
  'src',
  'test',
  'lab',
  'activities',
  'workflows',
  'assets',
  'tools',
  'scripts',
  'Makefile',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vitest.config.ts',
];

/** Where the copies lie. */
export const copies = join(root, 'build/mutation');

/** Something taken out of the code, by an exchange of text that must fit exactly once. */
export interface Exchange {
  readonly name: string;
  /** What then no longer holds. */
  readonly breaks: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A copy of the project with the exchange in it, or without one. */
export function copyWith(exchange: Exchange | undefined): string {
  const copy = join(copies, exchange?.name ?? 'unchanged');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const path of copied) cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  // Types may no longer fit where something is taken out: it is for the tests to notice, not for the compiler.
  const unchecked = { extends: './tsconfig.checked.json', compilerOptions: { noCheck: true, declaration: false } };
  renameSync(join(copy, 'tsconfig.build.json'), join(copy, 'tsconfig.checked.json'));
  writeFileSync(join(copy, 'tsconfig.build.json'), JSON.stringify(unchecked));
  if (exchange) {
    const file = join(copy, exchange.file);
    const parts = readFileSync(file, 'utf8').split(exchange.from);
    if (parts.length !== 2) throw new Error(`${exchange.name} fits ${parts.length - 1} times in ${exchange.file}`);
    writeFileSync(file, parts.join(exchange.to));
  }
  return copy;
}
