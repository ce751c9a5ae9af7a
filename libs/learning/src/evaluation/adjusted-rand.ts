import { LearningError } from '../errors.js';

/**
 * How far two divisions of the same rows agree, beyond chance (Hubert and Arabie 1985): 1 when they are the same but for the names of the groups,
 * about 0 for unrelated ones, below 0 for less. Throws `learning.value_invalid` for lists of different lengths.
 */
export function adjustedRand(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length !== other.length)
    throw new LearningError(
      'learning.value_invalid',
      `Two divisions of the same rows have as many codes: ${one.length} and ${other.length}.`,
    );
  const cells = new Map<string, number>();
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  for (let i = 0; i < one.length; i++) {
    count(cells, `${one[i]} ${other[i]}`);
    count(rows, one[i]);
    count(columns, other[i]);
  }
  const together = pairsOf(cells);
  const [a, b] = [pairsOf(rows), pairsOf(columns)];
  const all = (one.length * (one.length - 1)) / 2;
  const expected = all > 0 ? (a * b) / all : 0;
  const most = (a + b) / 2;
  // Both are one group, or both have every row alone.
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pairsOf(counts: ReadonlyMap<unknown, number>): number {
  let pairs = 0;
  for (const size of counts.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}
