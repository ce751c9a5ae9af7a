import { byCodePoint, documentLimits, noTerms, type Vocabulary, type VocabularyOptions } from './vocabulary.js';
import { TermPaths, type WordTermsOptions } from './word-terms.js';

/** Of the terms of n words, by number. */
interface Tallies {
  documents: Int32Array;
  totals: Float64Array;
  /** The text in which a term was seen last, counted from 1. */
  last: Int32Array;
}

/** A term that may become a column. */
interface Candidate {
  readonly words: number;
  readonly term: number;
  readonly documents: number;
  readonly total: number;
}

/** The same as `fitVocabulary` of the texts' n-grams of words, which are counted as numbers; text i stands in `rows[i]` documents. */
export function fitWordVocabulary(texts: readonly string[], rows: Int32Array, options: VocabularyOptions & WordTermsOptions): Vocabulary {
  const documents = rows.reduce((sum, count) => sum + count, 0);
  const { least, most } = documentLimits(options, documents);
  const paths = new TermPaths(options);
  const tallies = Array.from({ length: options.ngramRange[1] }, emptyTallies);
  for (const [text, count] of rows.entries()) if (count > 0) tally(paths, tallies, texts[text], text + 1, count);
  const all = tallies.flatMap((level, i) => candidates(level, i + 1));
  const within = all.filter((each) => each.documents >= least && each.documents <= most);
  const kept = mostFrequent(within, options.maxFeatures ?? within.length, paths);
  if (kept.length === 0) throw noTerms(all.length);
  return { terms: kept.map(({ text }) => text), documentCounts: Int32Array.from(kept, ({ documents: count }) => count) };
}

function emptyTallies(): Tallies {
  return { documents: new Int32Array(1024), totals: new Float64Array(1024), last: new Int32Array(1024) };
}

function tally(paths: TermPaths, tallies: readonly Tallies[], text: string, number: number, count: number): void {
  paths.learn(text, (words, term) => {
    const level = tallies[words - 1];
    if (term >= level.last.length) grow(level, term);
    level.totals[term] += count;
    if (level.last[term] === number) return;
    level.last[term] = number;
    level.documents[term] += count;
  });
}

function grow(level: Tallies, term: number): void {
  const { documents, totals, last } = level;
  level.documents = new Int32Array(2 * term);
  level.totals = new Float64Array(2 * term);
  level.last = new Int32Array(2 * term);
  level.documents.set(documents);
  level.totals.set(totals);
  level.last.set(last);
}

function candidates({ documents, totals }: Tallies, words: number): Candidate[] {
  const found: Candidate[] = [];
  for (let term = 0; term < documents.length; term++)
    if (documents[term] > 0) found.push({ words, term, documents: documents[term], total: totals[term] });
  return found;
}

/** Those of the largest totals in the order of their code points; of equal ones at the border the first. Only kept terms become texts. */
function mostFrequent(all: readonly Candidate[], limit: number, paths: TermPaths): (Candidate & { readonly text: string })[] {
  const named = (some: readonly Candidate[]) =>
    some.map((each) => ({ ...each, text: paths.textOf(each.words, each.term) })).sort((a, b) => byCodePoint(a.text, b.text));
  if (all.length <= limit) return named(all);
  const border = Float64Array.from(all, ({ total }) => total).sort()[all.length - limit];
  const above = all.filter(({ total }) => total > border);
  const level = named(all.filter(({ total }) => total === border));
  return named([...above, ...level.slice(0, limit - above.length)]);
}
