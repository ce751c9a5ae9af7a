import { LearningError } from '../../errors.js';
import type { TextColumn } from '../../frame/column.js';
import { cleanText } from '../../preparation/clean-text.js';
import { type Analyzer, analyzers, ngramsOf } from './ngrams.js';
import { stripAccents, stripToAscii } from './normalise.js';
import { type SparseMatrix, sparseOf, type SparseRow } from './sparse-matrix.js';
import type { StripAccents } from './tokens.js';
import { fitVocabulary, type VocabularyOptions } from './vocabulary.js';

/** Named and defaulted as in scikit-learn's TfidfVectorizer. */
export interface TfidfOptions extends VocabularyOptions {
  readonly analyzer: Analyzer;
  /** Smallest and largest n. */
  readonly ngramRange: readonly [number, number];
  readonly lowercase: boolean;
  readonly stripAccents: StripAccents;
  /** Only with `word`. */
  readonly stopWords: readonly string[];
  /** Count a term once per document. */
  readonly binary: boolean;
  /** 1 + ln(count) instead of the count. */
  readonly sublinearTf: boolean;
  /** False: counts, as CountVectorizer gives them when `norm` is none too. */
  readonly useIdf: boolean;
  /** As if one more document held every term. */
  readonly smoothIdf: boolean;
  readonly norm: 'l1' | 'l2' | 'none';
}

export const defaultTfidf: TfidfOptions = {
  analyzer: 'word',
  ngramRange: [1, 1],
  lowercase: true,
  stripAccents: 'none',
  stopWords: [],
  minDf: 1,
  binary: false,
  sublinearTf: false,
  useIdf: true,
  smoothIdf: true,
  norm: 'l2',
};

/** CountVectorizer's defaults. */
export const countOptions: TfidfOptions = { ...defaultTfidf, useIdf: false, norm: 'none' };

/** Everything that was learned, as plain JSON. */
export interface TfidfDescription {
  readonly kind: 'tfidf';
  readonly column: string;
  readonly options: TfidfOptions;
  readonly terms: readonly string[];
  /** One weight per term; absent without `useIdf`. */
  readonly idf?: readonly number[];
}

/**
 * Learns terms and weights from a text column's training rows, one document a row, missing ones empty. Equal to scikit-learn 1.9's
 * TfidfVectorizer; of terms equally frequent at the border of `maxFeatures`, which scikit-learn leaves to its sort, the first in order stay.
 */
export function fitTfidf(column: TextColumn, given: Partial<TfidfOptions> = {}): Tfidf {
  const options = { ...defaultTfidf, ...given };
  requireOptions(options);
  const { texts, documents } = analysed(column, options);
  const { terms, documentCounts } = fitVocabulary(
    documents.map((at) => texts[at]),
    options,
  );
  const extra = options.smoothIdf ? 1 : 0;
  const idf = options.useIdf && Array.from(documentCounts, (count) => Math.log((documents.length + extra) / (count + extra)) + 1);
  return new Tfidf({ kind: 'tfidf', column: column.name, options, terms, ...(idf && { idf }) });
}

function requireOptions({ analyzer, ngramRange: [low, high], minDf, maxDf, maxFeatures }: TfidfOptions): void {
  const refuse = (where: string, message: string) => {
    throw new LearningError('learning.parameter_invalid', message, where);
  };
  if (!analyzers.includes(analyzer)) refuse('analyzer', `The analyzer is one of ${analyzers.join(', ')}.`);
  if (!(Number.isInteger(low) && Number.isInteger(high) && low >= 1 && low <= high))
    refuse('ngramRange', 'ngramRange is two whole numbers from 1, the smaller first.');
  for (const [name, value] of Object.entries({ minDf, maxDf }))
    if (value !== undefined && !(value >= 0 && (value < 1 || Number.isInteger(value))))
      refuse(name, `${name} is a share below 1 or a whole number of texts.`);
  if (maxFeatures !== undefined && !(Number.isInteger(maxFeatures) && maxFeatures >= 1))
    refuse('maxFeatures', 'maxFeatures is a whole number from 1.');
}

/** Terms of each text of the dictionary (the last is the empty one), and for each row which. */
function analysed(column: TextColumn, options: TfidfOptions): { texts: string[][]; documents: number[] } {
  const stopWords = new Set(options.stopWords);
  const used = new Set(column.codes);
  const texts = column.dictionary.map((text, code) => (used.has(code) ? termsOf(text, options, stopWords) : []));
  texts.push([]);
  return { texts, documents: Array.from(column.codes, (code) => (code < 0 ? texts.length - 1 : code)) };
}

function termsOf(text: string, options: TfidfOptions, stopWords: ReadonlySet<string>): string[] {
  const clean = cleanText(text);
  const lower = options.lowercase ? clean.toLowerCase() : clean;
  const { stripAccents: strip } = options;
  const plain = strip === 'none' ? lower : strip === 'unicode' ? stripAccents(lower) : stripToAscii(lower);
  return ngramsOf(plain, options.analyzer, options.ngramRange, stopWords);
}

/** Fitted: a text column in, a sparse float32 matrix out, one column per term. It never changes. */
export class Tfidf {
  /** Names of the matrix columns. */
  readonly names: readonly string[];
  private readonly places: ReadonlyMap<string, number>;

  constructor(readonly description: TfidfDescription) {
    this.names = description.terms.map((term) => `${description.column}: ${term}`);
    this.places = new Map(description.terms.map((term, place) => [term, place]));
  }

  /** Equal texts are read once. */
  transform(column: TextColumn): SparseMatrix {
    const { texts, documents } = analysed(column, this.description.options);
    const rows = texts.map((terms) => this.row(terms));
    return sparseOf(
      documents.map((at) => rows[at]),
      this.names,
    );
  }

  /** One text's entries. */
  transformText(text: string): SparseRow {
    const { options } = this.description;
    return this.row(termsOf(text, options, new Set(options.stopWords)));
  }

  private row(terms: readonly string[]): SparseRow {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const place = this.places.get(term);
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const indices = Int32Array.from(counts.keys()).sort();
    const values = Float64Array.from(indices, (place) => this.weight(place, counts.get(place) ?? 0));
    return { indices, values: scaled(values, this.description.options.norm) };
  }

  private weight(place: number, count: number): number {
    const { options, idf } = this.description;
    const frequency = options.binary ? 1 : options.sublinearTf ? 1 + Math.log(count) : count;
    return idf ? frequency * idf[place] : frequency;
  }
}

function scaled(values: Float64Array, norm: TfidfOptions['norm']): Float64Array {
  if (norm === 'none') return values;
  const sum = values.reduce((total, value) => total + (norm === 'l1' ? Math.abs(value) : value * value), 0);
  const length = norm === 'l1' ? sum : Math.sqrt(sum);
  return length === 0 ? values : values.map((value) => value / length);
}
