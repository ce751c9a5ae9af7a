import { LearningError } from '../../errors.js';
import type { TextColumn } from '../../frame/column.js';
import { type Analyzer, analyzers, ngramsOf } from './ngrams.js';
import { type SparseMatrix, sparseOf, type SparseRow } from './sparse-matrix.js';
import type { StripAccents } from './tokens.js';
import { fitVocabulary, type Vocabulary, type VocabularyOptions } from './vocabulary.js';
import { plainText } from './word-scanner.js';
import { TermColumns } from './word-terms.js';
import { fitWordVocabulary } from './word-vocabulary.js';

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
  const { terms, documentCounts } = vocabularyOf(column, options);
  const documents = column.codes.length;
  const extra = options.smoothIdf ? 1 : 0;
  const idf = options.useIdf && Array.from(documentCounts, (count) => Math.log((documents + extra) / (count + extra)) + 1);
  return new Tfidf({ kind: 'tfidf', column: column.name, options, terms, ...(idf && { idf }) });
}

function vocabularyOf(column: TextColumn, options: TfidfOptions): Vocabulary {
  const { texts, documents } = documentsOf(column);
  if (options.analyzer === 'word') {
    const rows = new Int32Array(texts.length);
    for (const text of documents) rows[text]++;
    return fitWordVocabulary(texts, rows, options);
  }
  const used = new Set(documents);
  const terms = texts.map((text, code) => (used.has(code) ? characterTerms(text, options) : []));
  return fitVocabulary(
    documents.map((text) => terms[text]),
    options,
  );
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

/** The texts of the dictionary (the last is the empty one), and for each row which. */
function documentsOf({ codes, dictionary }: TextColumn): { texts: readonly string[]; documents: readonly number[] } {
  return { texts: [...dictionary, ''], documents: Array.from(codes, (code) => (code < 0 ? dictionary.length : code)) };
}

function characterTerms(text: string, options: TfidfOptions): string[] {
  return ngramsOf(plainText(text, options), options.analyzer, options.ngramRange, new Set());
}

/** Fitted: a text column in, a sparse float32 matrix out, one column per term. It never changes. */
export class Tfidf {
  /** Names of the matrix columns. */
  readonly names: readonly string[];
  private readonly counted: (text: string) => { readonly indices: Int32Array; readonly counts: Int32Array };

  constructor(readonly description: TfidfDescription) {
    const { column, terms, options } = description;
    this.names = terms.map((term) => `${column}: ${term}`);
    if (options.analyzer === 'word') {
      const columns = new TermColumns(terms, options);
      this.counted = (text) => columns.count(text);
    } else {
      const places = new Map(terms.map((term, place) => [term, place]));
      this.counted = (text) => countKnown(characterTerms(text, options), places);
    }
  }

  /** Equal texts are read once. */
  transform(column: TextColumn): SparseMatrix {
    const { texts, documents } = documentsOf(column);
    const rows = new Map<number, SparseRow>();
    for (const text of documents) if (!rows.has(text)) rows.set(text, this.transformText(texts[text]));
    return sparseOf(
      documents.map((text) => rows.get(text) as SparseRow),
      this.names,
    );
  }

  /** One text's entries. */
  transformText(text: string): SparseRow {
    const { indices, counts } = this.counted(text);
    const values = Float64Array.from(indices, (place, at) => this.weight(place, counts[at]));
    return { indices, values: scaled(values, this.description.options.norm) };
  }

  private weight(place: number, count: number): number {
    const { options, idf } = this.description;
    const frequency = options.binary ? 1 : options.sublinearTf ? 1 + Math.log(count) : count;
    return idf ? frequency * idf[place] : frequency;
  }
}

function countKnown(terms: readonly string[], places: ReadonlyMap<string, number>) {
  const found = new Map<number, number>();
  for (const term of terms) {
    const place = places.get(term);
    if (place !== undefined) found.set(place, (found.get(place) ?? 0) + 1);
  }
  const indices = Int32Array.from(found.keys()).sort();
  return { indices, counts: indices.map((place) => found.get(place) ?? 0) };
}

function scaled(values: Float64Array, norm: TfidfOptions['norm']): Float64Array {
  if (norm === 'none') return values;
  const sum = values.reduce((total, value) => total + (norm === 'l1' ? Math.abs(value) : value * value), 0);
  const length = norm === 'l1' ? sum : Math.sqrt(sum);
  return length === 0 ? values : values.map((value) => value / length);
}
