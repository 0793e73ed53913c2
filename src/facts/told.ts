/** What a script told in `key<TAB>value` lines, in order; lines of any other shape, such as a login banner, are left out. */
export function told(stdout: string): readonly (readonly [key: string, value: string])[] {
  return stdout
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1).trim()]);
}
