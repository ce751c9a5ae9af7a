import type { Lexicon } from '../../lexicon/lexicon.js';
import type { ClientReading } from '../client-reading.js';
import { conceptNames } from './concepts.js';
import { blockOf, type FeatureBlock, padded } from './block.js';

/** Two places in the lexicon, the smaller first. */
export type ConceptPair = readonly [number, number];

/** Concepts whose pairs are counted in one square: 16 MB. */
const side = 2048;

/**
 * The pairs of concepts that most training clients have both of; equally frequent ones in the lexicon's order. Of a lexicon of more than 2,048 concepts
 * the pairs are those of the 2,048 that most clients have.
 */
export function fitPairs(clients: readonly ClientReading[], concepts: number, width: number): ConceptPair[] {
  const frequent = mostFrequent(clients, concepts);
  const rank = new Int32Array(concepts).fill(-1);
  for (const [i, place] of frequent.entries()) rank[place] = i;
  const counts = countTogether(clients, rank, frequent.length);
  const pairs: { readonly pair: ConceptPair; readonly count: number }[] = [];
  const least = border(counts, width);
  for (const [at, count] of counts.entries()) {
    const pair: ConceptPair = [frequent[Math.floor(at / frequent.length)], frequent[at % frequent.length]];
    if (count >= least) pairs.push({ pair, count });
  }
  return pairs
    .sort((a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1])
    .slice(0, width)
    .map(({ pair }) => pair);
}

/** Places of the concepts that are counted, ascending. */
function mostFrequent(clients: readonly ClientReading[], concepts: number): Int32Array {
  const counts = new Int32Array(concepts);
  for (const { conceptCounts } of clients) for (const place of conceptCounts.places) counts[place]++;
  const found = [...counts.keys()].filter((place) => counts[place] > 0);
  return Int32Array.from(found.sort((a, b) => counts[b] - counts[a] || a - b).slice(0, side)).sort();
}

/** A square of which the part above the diagonal is counted. */
function countTogether(clients: readonly ClientReading[], rank: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size * size);
  for (const { conceptCounts } of clients) {
    const ranks = conceptCounts.places.map((place) => rank[place]).filter((each) => each >= 0);
    for (let i = 0; i < ranks.length; i++) for (let j = i + 1; j < ranks.length; j++) counts[ranks[i] * size + ranks[j]]++;
  }
  return counts;
}

/** The smallest count that can be among the `width` largest; at least 1. */
function border(counts: Int32Array, width: number): number {
  const having = new Int32Array(counts.reduce((most, count) => Math.max(most, count), 0) + 1);
  for (const count of counts) having[count]++;
  let least = having.length;
  for (let found = 0; least > 1 && found < width; ) found += having[--least];
  return least;
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
