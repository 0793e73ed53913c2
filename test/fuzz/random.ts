import { createHash } from 'node:crypto';

/** A number from 0 up to 1, another one at each call; the same key gives the same numbers. */
export type Random = () => number;

/** Numbers that follow from the key alone. */
export function randomFrom(...key: readonly (string | number)[]): Random {
  let calls = 0;
  return () => {
    calls += 1;
    return (
      createHash('sha256')
        .update([...key, calls].join('/'))
        .digest()
        .readUInt32LE(0) /
      2 ** 32
    );
  };
}

/** A whole number from `low` to `high`, both of them possible. */
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
