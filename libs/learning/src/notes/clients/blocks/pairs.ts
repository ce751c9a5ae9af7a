import type { Lexicon } from '../../lexicon/lexicon.js';
import type { ClientReading } from '../client-reading.js';
import { conceptNames } from './concepts.js';
import { blockOf, type FeatureBlock, padded } from './block.js';

/** Two places in the lexicon, the smaller first. */
export type ConceptPair = readonly [number, number];

/** The pairs of concepts that most training clients have both of; equally frequent ones in the lexicon's order. */
export function fitPairs(clients: readonly ClientReading[], concepts: number, width: number): ConceptPair[] {
  const found = new Map<number, number>();
  for (const { conceptCounts } of clients) {
    const { places } = conceptCounts;
    for (let i = 0; i < places.length; i++)
      for (let j = i + 1; j < places.length; j++) {
        const key = places[i] * concepts + places[j];
        found.set(key, (found.get(key) ?? 0) + 1);
      }
  }
  return [...found]
    .sort(([a, times], [b, often]) => often - times || a - b)
    .slice(0, width)
    .map(([key]) => [Math.floor(key / concepts), key % concepts]);
}

/** How often a client's notes speak of both: the mentions of the one spoken of less. */
export function pairsBlock(pairs: readonly ConceptPair[], lexicon: Lexicon, width: number): FeatureBlock {
  const labels = conceptNames(lexicon);
  const names = pairs.map(([a, b]) => `together: ${labels[a]} + ${labels[b]}`);
  return blockOf(padded(names, width, 'pair'), ({ conceptCounts: { places, counts } }, put) => {
    if (places.length < 2) return;
    const countOf = new Map(places.map((place, i) => [place, counts[i]]));
    for (const [column, [a, b]] of pairs.entries()) {
      const both = Math.min(countOf.get(a) ?? 0, countOf.get(b) ?? 0);
      if (both > 0) put(column, both);
    }
  });
}
