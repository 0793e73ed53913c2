/** A generator of random text that gives the same for the same seed, so that a failure can be repeated. */
export function randomTexts(seed: number, count: number): readonly string[] {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const special = ' \t\n\r\'"`$\\!*?[]{}()<>|&;#~=%^:@,.-+/\u0001\u007f';
  const character = (): string => {
    const kind = next(10);
    if (kind < 4) return special.charAt(next(special.length));
    if (kind < 6) return String.fromCodePoint(97 + next(26));
    if (kind < 8) return String.fromCodePoint(0x80 + next(0x700));
    // Surrogates are no characters of their own.
    const point = 1 + next(0x10_fffe);
    return String.fromCodePoint(point >= 0xd800 && point < 0xe000 ? 0x20ac : point);
  };
  return Array.from({ length: count }, () => Array.from({ length: next(24) }, character).join(''));
}
