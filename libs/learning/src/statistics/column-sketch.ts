import { LearningError } from '../errors.js';
import type { Column, NumberColumn, TextColumn } from '../frame/column.js';
import type { Frame } from '../frame/frame.js';
import { countDistinct, type DistinctSketch, distinctOf, hashText, mergeDistinct } from './distinct-sketch.js';
import { emptyQuantiles, mergeQuantiles, type QuantileSketch, quantilesOf } from './quantile-sketch.js';

interface SketchBase {
  readonly name: string;
  /** Rows with a value. */
  readonly count: number;
  /** Rows without one. */
  readonly missing: number;
}

/** The distribution of numbers, as plain JSON; infinite values count as missing. `null` while there are none. */
export interface NumberSketch extends SketchBase {
  readonly kind: 'number';
  readonly mean: number | null;
  /** Mean squared deviation from the mean (divided by count). */
  readonly variance: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly quantiles: QuantileSketch;
}

/** The distribution of texts, as plain JSON. */
export interface TextSketch extends SketchBase {
  readonly kind: 'text';
  /** The commonest categories and their rows, commonest first; a long text is cut and marked with its hash. */
  readonly categories: readonly (readonly [string, number])[];
  /** Rows of all other categories. */
  readonly other: number;
  /** Different texts: exact while `other` is 0, else estimated within 3.3 %. */
  readonly distinct: number;
  /** Present once `other` isn't 0. */
  readonly registers?: DistinctSketch;
  /**
   * Rows by a hash of the category, present once `other` isn't 0. The listed categories were chosen by their count and so by chance too: comparing
   * them with another sample finds differences that aren't there. These bins are chosen by nothing.
   */
  readonly buckets?: readonly number[];
}

export type ColumnSketch = NumberSketch | TextSketch;

/** One sketch per column of the same rows. */
export interface FrameSketch {
  readonly rows: number;
  readonly columns: readonly ColumnSketch[];
}

export interface SketchOptions {
  /**
   * Categories counted by name; default 80, which keeps a model's reference below 10 KB a column. Windows that are merged should use
   * `windowCategories`, so that none of the reference's categories falls out of the count.
   */
  readonly categories?: number;
}

const referenceCategories = 80;
export const windowCategories = 500;
const longestKey = 32;

export function sketchFrame(frame: Frame, options: SketchOptions = {}): FrameSketch {
  return { rows: frame.rows, columns: frame.columns.map((column) => sketchColumn(column, options)) };
}

export function sketchColumn(column: Column, options: SketchOptions = {}): ColumnSketch {
  return column.kind === 'number' ? sketchNumbers(column) : sketchTexts(column, options);
}

/** The sketch of both windows' rows. Throws `learning.value_invalid` when the columns differ. */
export function mergeFrameSketches(a: FrameSketch, b: FrameSketch, options: SketchOptions = {}): FrameSketch {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  const columns = a.columns.map((column) => {
    const other = others.get(column.name);
    if (!other || a.columns.length !== b.columns.length)
      throw new LearningError('learning.value_invalid', `The sketches have different columns, e.g. "${column.name}".`, column.name);
    return mergeSketches(column, other, options);
  });
  return { rows: a.rows + b.rows, columns };
}

/** The sketch of both samples together. Throws `learning.value_invalid` for a sketch of numbers with one of texts. */
export function mergeSketches(a: ColumnSketch, b: ColumnSketch, options: SketchOptions = {}): ColumnSketch {
  if (a.kind === 'number' && b.kind === 'number') return mergeNumbers(a, b);
  if (a.kind === 'text' && b.kind === 'text') return mergeTexts(a, b, options);
  throw new LearningError('learning.value_invalid', `"${a.name}" holds numbers in one sketch and texts in the other.`, a.name);
}

function sketchNumbers({ name, values }: NumberColumn): NumberSketch {
  const finite = values.filter((value) => Number.isFinite(value));
  const base = { kind: 'number', name, count: finite.length, missing: values.length - finite.length } as const;
  if (finite.length === 0) return { ...base, mean: null, variance: null, min: null, max: null, quantiles: emptyQuantiles };
  // Welford (1962): one pass, stable also where the mean is large beside the spread.
  let mean = 0;
  let squares = 0;
  let min = finite[0];
  let max = finite[0];
  for (let i = 0; i < finite.length; i++) {
    const value = finite[i];
    const delta = value - mean;
    mean += delta / (i + 1);
    squares += delta * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { ...base, mean, variance: squares / finite.length, min, max, quantiles: quantilesOf(finite) };
}

/** Moments by Chan, Golub & LeVeque (1979). */
function mergeNumbers(a: NumberSketch, b: NumberSketch): NumberSketch {
  const missing = a.missing + b.missing;
  if (b.mean === null || b.variance === null || b.min === null || b.max === null) return { ...a, missing };
  if (a.mean === null || a.variance === null || a.min === null || a.max === null) return { ...b, missing };
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  return {
    kind: 'number',
    name: a.name,
    count,
    missing,
    mean: a.mean + (delta * b.count) / count,
    variance: (a.variance * a.count + b.variance * b.count + (delta * delta * a.count * b.count) / count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    quantiles: mergeQuantiles(a.quantiles, b.quantiles),
  };
}

function sketchTexts({ name, codes, dictionary }: TextColumn, options: SketchOptions): TextSketch {
  const byCode = new Float64Array(dictionary.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else byCode[code]++;
  }
  const counts = new Map<string, number>();
  for (const [code, count] of byCode.entries()) if (count > 0) add(counts, categoryKey(dictionary[code]), count);
  const distinct = () => distinctOf(counts.keys());
  const buckets = () => bucketsOf(counts);
  return textSketch({ name, missing, counts, other: 0, distinct, buckets }, options);
}

function mergeTexts(a: TextSketch, b: TextSketch, options: SketchOptions): TextSketch {
  const counts = new Map(a.categories);
  for (const [key, count] of b.categories) add(counts, key, count);
  const distinct = () => mergeDistinct(registersOf(a), registersOf(b));
  const buckets = () => categoryBuckets(a).map((count, i) => count + categoryBuckets(b)[i]);
  return textSketch({ name: a.name, missing: a.missing + b.missing, counts, other: a.other + b.other, distinct, buckets }, options);
}

interface TextCounts {
  readonly name: string;
  readonly missing: number;
  readonly counts: ReadonlyMap<string, number>;
  /** Rows whose category is no longer known. */
  readonly other: number;
  /** Registers of all categories, made only when they are needed. */
  readonly distinct: () => DistinctSketch;
  readonly buckets: () => readonly number[];
}

function textSketch(
  { name, missing, counts, other, distinct, buckets }: TextCounts,
  { categories = referenceCategories }: SketchOptions,
): TextSketch {
  const ranked = [...counts].sort(([keyA, a], [keyB, b]) => b - a || (keyA < keyB ? -1 : 1));
  const left = ranked.slice(categories).reduce((sum, [, count]) => sum + count, other);
  const count = ranked.reduce((sum, [, each]) => sum + each, other);
  const base = { kind: 'text', name, count, missing, categories: ranked.slice(0, categories), other: left } as const;
  if (left === 0) return { ...base, distinct: ranked.length };
  const registers = distinct();
  return { ...base, distinct: Math.max(base.categories.length, countDistinct(registers)), registers, buckets: buckets() };
}

function registersOf(sketch: TextSketch): DistinctSketch {
  return sketch.registers ?? distinctOf(sketch.categories.map(([key]) => key));
}

const bucketBits = 5;

/** Rows in each of 32 bins that a category falls into by its hash alone. */
export function categoryBuckets(sketch: TextSketch): readonly number[] {
  return sketch.buckets ?? bucketsOf(sketch.categories);
}

function bucketsOf(counts: Iterable<readonly [string, number]>): number[] {
  const buckets = Array.from({ length: 2 ** bucketBits }, () => 0);
  for (const [key, count] of counts) buckets[hashText(key, 0x1b56c4e9) >>> (32 - bucketBits)] += count;
  return buckets;
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** The name under which a text is counted: itself, or its beginning and a hash when it is long. */
export function categoryKey(text: string): string {
  return text.length <= longestKey ? text : `${text.slice(0, longestKey - 10)}…${hashText(text, 0x5bd1e995).toString(36)}`;
}
