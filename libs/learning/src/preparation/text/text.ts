import { LearningError } from '../../errors.js';
import { type PackedArray, packArray, unpackArray } from '../../estimators/trees/packed-array.js';
import { type SparseMatrix, sparseOf, type SparseRow } from '../../notes/text/sparse-matrix.js';
import { textStatisticNames, textStatistics } from '../../notes/text/statistics.js';
import { readableText } from './term-reader.js';
import { fitTerms, Terms, type TermsDescription } from './terms.js';
import type { FittedTextEncoding, TextEncoding, TextEncodingDescription } from './text-encoding.js';
import { defaultTextOptions, requireTextOptions, type TextOptions } from './text-options.js';
import { truncatedSvd } from './truncated-svd.js';

const kind = 'text';

interface Description extends TextEncodingDescription {
  readonly kind: typeof kind;
  /** Each by itself of length 1, side by side. */
  readonly terms: readonly TermsDescription[];
  /** Whether the terms themselves are columns, or only what is made of them. */
  readonly shown: boolean;
  /** Row-major float32 [dimensions × all terms]. */
  readonly axes?: PackedArray;
  /** The largest of each statistic among the training texts, as ln(1 + x). */
  readonly largest?: readonly number[];
}

/**
 * Free texts of any language as TF-IDF of words' and characters' n-grams, as places among the directions of largest variance of these (latent semantic
 * analysis), and as counts of what they look like. Without options, `defaultTextOptions`.
 */
export const textEncoding: TextEncoding<Partial<TextOptions>> = {
  kind,
  fit(texts, given) {
    const options = { ...defaultTextOptions, ...given };
    requireTextOptions(options);
    const readable = texts.map(readableText);
    const terms = families(options).map(({ unit, range, most }) =>
      fitTerms(readable, { unit, range, most, minDf: options.minDf, sublinear: options.sublinear }),
    );
    const statistics = options.statistics ? { largest: largestOf(texts) } : {};
    return fitted({ kind, terms, shown: options.terms, ...statistics, ...axesOf(readable, terms, options) });
  },
  load: (description) => fitted(parse(description)),
};

function families({ wordNgrams, charNgrams, maxFeatures }: TextOptions) {
  const asked = [
    { unit: 'words', range: wordNgrams },
    { unit: 'characters', range: charNgrams },
  ] as const;
  const used = asked.flatMap(({ unit, range }) => (range ? [{ unit, range }] : []));
  // What one does not need (few words in small tables) the other may not have: halves are known before a text is read.
  return used.map((family) => ({ ...family, most: Math.ceil(maxFeatures / used.length) }));
}

function axesOf(readable: readonly string[], terms: readonly TermsDescription[], { embeddings, seed }: TextOptions) {
  const names = terms.flatMap((family) => family.terms);
  if (embeddings === 0 || names.length === 0) return {};
  const families = terms.map((family) => new Terms(family));
  const matrix = sparseOf(
    readable.map((text) => weigh(families, text)),
    names,
  );
  return { axes: packArray(Float32Array.from(truncatedSvd(matrix, embeddings, seed))) };
}

/** All families' terms of a readable text, side by side. */
function weigh(families: readonly Terms[], text: string): SparseRow {
  const parts = families.map((family) => family.weigh(text));
  if (parts.length === 1) return parts[0];
  const length = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  const indices = new Int32Array(length);
  const values = new Float64Array(length);
  let at = 0;
  let first = 0;
  for (const [i, part] of parts.entries()) {
    for (let k = 0; k < part.indices.length; k++) indices[at + k] = first + part.indices[k];
    values.set(part.values, at);
    at += part.indices.length;
    first += families[i].size;
  }
  return { indices, values };
}

/** ln(1 + x): a text a thousand times as long as others says not a thousand times as much. */
function logStatistics(text: string): number[] {
  return textStatistics(text).map(Math.log1p);
}

function largestOf(texts: readonly string[]): number[] {
  const largest = textStatisticNames.map(() => 0);
  for (const text of texts) for (const [i, value] of logStatistics(text).entries()) largest[i] = Math.max(largest[i], value);
  return largest;
}

function fitted(description: Description): FittedTextEncoding {
  const { terms, shown, largest } = description;
  const families = terms.map((family) => new Terms(family));
  const width = families.reduce((sum, { size }) => sum + size, 0);
  const axes = description.axes === undefined ? new Float32Array() : unpackArray('f32', description.axes, 'axes');
  const dimensions = width === 0 ? 0 : axes.length / width;
  const names = [
    ...(shown ? terms.flatMap((family) => family.terms.map((term) => termName(family, term))) : []),
    ...Array.from({ length: dimensions }, (_, k) => `dimension ${k + 1}`),
    ...(largest ? textStatisticNames : []),
  ];
  if (names.length === 0) throw nothingToRead();
  const rowOf = (text: string): SparseRow => {
    const weighed = weigh(families, readableText(text));
    const dense = [...project(weighed, axes, width, dimensions), ...(largest ? shares(text, largest) : [])];
    return withDense(shown ? weighed : none, dense, shown ? width : 0);
  };
  const transform = (texts: readonly string[]): SparseMatrix => sparseOf(texts.map(rowOf), names);
  return { names, transform, description };
}

const none: SparseRow = { indices: [], values: [] };

/** Words and characters may be the same letters. */
function termName({ unit }: TermsDescription, term: string): string {
  return unit === 'words' ? term : `letters ${JSON.stringify(term)}`;
}

function project({ indices, values }: SparseRow, axes: Float32Array, width: number, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, k) => {
    let sum = 0;
    for (let at = 0; at < indices.length; at++) sum += values[at] * axes[k * width + indices[at]];
    return sum;
  });
}

/** Of the largest of the training texts; a longer text counts as that. */
function shares(text: string, largest: readonly number[]): number[] {
  return logStatistics(text).map((value, i) => (largest[i] > 0 ? Math.min(1, value / largest[i]) : 0));
}

/** The entries, and behind them those numbers that are not 0. */
function withDense({ indices, values }: SparseRow, dense: readonly number[], from: number): SparseRow {
  const kept = Array.from(dense.keys()).filter((k) => Math.fround(dense[k]) !== 0);
  const all = new Int32Array(indices.length + kept.length);
  const numbers = new Float64Array(all.length);
  all.set(indices);
  numbers.set(values);
  for (const [i, k] of kept.entries()) {
    all[indices.length + i] = from + k;
    numbers[indices.length + i] = dense[k];
  }
  return { indices: all, values: numbers };
}

function nothingToRead(): LearningError {
  return new LearningError(
    'learning.no_features',
    'Nothing can be made of these texts: they share no words, and their statistics are left out.',
  );
}

function parse(json: TextEncodingDescription): Description {
  const description = json as Description;
  const isFamily = ({ unit, range, terms, idf }: TermsDescription) =>
    (unit === 'words' || unit === 'characters') &&
    Array.isArray(range) &&
    Array.isArray(terms) &&
    Array.isArray(idf) &&
    terms.length === idf.length &&
    terms.every((term) => typeof term === 'string') &&
    idf.every((weight) => Number.isFinite(weight));
  const fits =
    json.kind === kind &&
    typeof description.shown === 'boolean' &&
    Array.isArray(description.terms) &&
    description.terms.every(isFamily) &&
    (description.largest === undefined || (Array.isArray(description.largest) && description.largest.length === textStatisticNames.length));
  if (!fits) throw new LearningError('learning.model_invalid', 'This is not a saved encoding of texts.', 'encodings');
  return description;
}
