import { distance } from 'fastest-levenshtein';

const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_. ]/g, '');

const letters = (word: string): string => Array.from(plain(word)).sort().join('');

/** How many letters apart two words are; swapped letters count as one slip. */
function apart(a: string, b: string): number {
  return letters(a) === letters(b) ? 1 : distance(plain(a), plain(b));
}

/** The candidate that `word` most likely meant: the same but for case and dashes, or a few letters away. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const same = candidates.find((candidate) => plain(candidate) === plain(word));
  if (same) return same;
  const limit = Math.max(1, Math.min(3, Math.floor(word.length / 3)));
  const ranked = candidates
    .map((candidate) => ({ candidate, away: apart(candidate, word) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away);
  return ranked[0]?.candidate;
}

/** `a`, `b` or `c`, each in backquotes or in `mark`. */
export function oneOf(words: readonly string[], mark = '`'): string {
  const quoted = words.map((word) => `${mark}${word}${mark}`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}
