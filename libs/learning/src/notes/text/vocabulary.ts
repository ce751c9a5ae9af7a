import { LearningError } from '../../errors.js';

export interface VocabularyOptions {
  /** Terms of fewer documents are left out; below 1 it is a share of the documents, from 1 on their number. */
  readonly minDf: number;
  /** Terms of more documents are left out; as `minDf`. Absent: none. */
  readonly maxDf?: number;
  /** At most so many terms: those that occur most often; of equally frequent ones those first in order. */
  readonly maxFeatures?: number;
}

export interface Vocabulary {
  /** In the order of their code points, as scikit-learn has its columns. */
  readonly terms: readonly string[];
  /** Number of documents that each term is in. */
  readonly documentCounts: Int32Array;
}

interface Tally {
  documents: number;
  total: number;
}

/** Learns the terms of these documents. Throws `learning.no_features` when none is left. */
export function fitVocabulary(documents: readonly (readonly string[])[], options: VocabularyOptions): Vocabulary {
  const { least, most } = documentLimits(options, documents.length);
  const all = tallyTerms(documents);
  const within = [...all].filter(([, { documents: count }]) => count >= least && count <= most).sort(([a], [b]) => byCodePoint(a, b));
  const kept = limited(within, options.maxFeatures);
  if (kept.length === 0) throw noTerms(all.size);
  return { terms: kept.map(([term]) => term), documentCounts: Int32Array.from(kept, ([, { documents: count }]) => count) };
}

/** In how many documents a term may be. Throws `learning.parameter_invalid` where the least are more than the most. */
export function documentLimits({ minDf, maxDf }: VocabularyOptions, documents: number): { least: number; most: number } {
  const least = documentCount(minDf, documents);
  const most = maxDf === undefined ? documents : documentCount(maxDf, documents);
  if (most < least) throw new LearningError('learning.parameter_invalid', 'maxDf means fewer documents than minDf.', 'maxDf');
  return { least, most };
}

/** The error of texts of which no term is left; `found`: terms before any was left out. */
export function noTerms(found: number): LearningError {
  const message =
    found === 0
      ? 'There is no word in these texts.'
      : `None of the ${found} terms is in so many texts as asked; lower minDf or raise maxDf.`;
  return new LearningError('learning.no_features', message);
}

function documentCount(limit: number, documents: number): number {
  return limit < 1 ? limit * documents : limit;
}

function tallyTerms(documents: readonly (readonly string[])[]): Map<string, Tally> {
  const tallies = new Map<string, Tally & { last: number }>();
  for (const [number, terms] of documents.entries()) {
    for (const term of terms) {
      const tally = tallies.get(term);
      if (!tally) tallies.set(term, { documents: 1, total: 1, last: number });
      else {
        tally.total++;
        if (tally.last !== number) tally.documents++;
        tally.last = number;
      }
    }
  }
  return tallies;
}

function limited(terms: [string, Tally][], limit = terms.length): [string, Tally][] {
  if (terms.length <= limit) return terms;
  const ranked = terms.map((entry, at) => ({ entry, at })).sort((a, b) => b.entry[1].total - a.entry[1].total || a.at - b.at);
  return ranked
    .slice(0, limit)
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
}

/** As Python orders strings; UTF-16 order differs above U+D800. */
export function byCodePoint(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}
