import { LearningError } from '../../errors.js';
import type { NgramRange } from './term-reader.js';

/** How the kind `text` reads texts. */
export interface TextOptions {
  /** Smallest and largest n of the n-grams of words; null for none. */
  readonly wordNgrams: NgramRange | null;
  /** Of characters within words; null for none. */
  readonly charNgrams: NgramRange | null;
  /** Terms at most, words and characters together. */
  readonly maxFeatures: number;
  /** Terms of fewer training texts are left out; below 1 a share of the texts. */
  readonly minDf: number;
  /** 1 + ln(count) instead of the count. */
  readonly sublinear: boolean;
  /** False: only what is made of the terms, not they themselves. */
  readonly terms: boolean;
  /** Dimensions that a truncated SVD of the terms gives; 0 for none. */
  readonly embeddings: number;
  /** Length, words, punctuation, capitals, digits and emoji. */
  readonly statistics: boolean;
  /** Draws the subspace of the SVD. */
  readonly seed: number;
}

export const defaultTextOptions: TextOptions = {
  wordNgrams: [1, 2],
  charNgrams: [2, 5],
  maxFeatures: 40_000,
  minDf: 2,
  sublinear: true,
  terms: true,
  embeddings: 0,
  statistics: true,
  seed: 0,
};

const largestN = 8;
export const mostFeatures = 200_000;
export const mostEmbeddings = 1000;

/** Throws `learning.parameter_invalid`, naming the option as a request does. */
export function requireTextOptions(options: TextOptions): void {
  requireRange('word_ngrams', options.wordNgrams);
  requireRange('char_ngrams', options.charNgrams);
  const { maxFeatures, minDf, embeddings } = options;
  requireWhole('max_features', maxFeatures, 1, mostFeatures);
  requireWhole('embeddings', embeddings, 0, mostEmbeddings);
  if (!(minDf > 0 && (minDf < 1 || Number.isInteger(minDf)))) throw invalid('min_df', 'a share below 1 or a whole number of texts', minDf);
}

function requireRange(name: string, range: NgramRange | null): void {
  if (range === null) return;
  const [low, high] = range;
  if (!(Number.isInteger(low) && Number.isInteger(high) && low >= 1 && low <= high && high <= largestN))
    throw invalid(name, `two whole numbers from 1 to ${largestN}, the smaller first, or null`, range);
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw invalid(name, `a whole number from ${least} to ${most}`, value);
}

function invalid(name: string, expected: string, value: unknown): LearningError {
  return new LearningError(
    'learning.parameter_invalid',
    `"text.${name}" must be ${expected}, not ${JSON.stringify(value)}.`,
    `text.${name}`,
  );
}
