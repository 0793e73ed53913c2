import { raw } from '../shell/sh.ts';

/** The word `say KEY VALUE` of the proof's scripts: one `key<TAB>value` line. */
export const sayWord = raw(String.raw`say() { printf '%s\t%s\n' "$1" "$2"; }`);

/** Key and value of each line that a script said, in order; other lines are left out. */
export function keyLines(text: string): readonly (readonly [key: string, value: string])[] {
  return text.split('\n').flatMap((line) => {
    const tab = line.indexOf('\t');
    return tab < 1 ? [] : [[line.slice(0, tab), line.slice(tab + 1).trim()] as const];
  });
}

/** All values of one key. */
export function valuesOf(lines: readonly (readonly [string, string])[], key: string): readonly string[] {
  return lines.filter(([name]) => name === key).map(([, value]) => value);
}

/** The whole numbers of a value that are parted by white space. */
export function numbersOf(value: string): readonly number[] {
  return value.split(/\s+/).filter(Boolean).map(Number);
}
