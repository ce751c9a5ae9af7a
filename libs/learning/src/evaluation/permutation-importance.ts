import { LearningError, throwIfAborted } from '../errors.js';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { createRandom, type Random, shuffle } from '../random/random.js';
import { metricDirection, scoreOf } from './metrics/catalogue.js';
import { outcomeOf, type Predictions, type Truth } from './truth.js';

export interface PermutationOptions {
  /** Raw input columns; each of them is permuted. */
  readonly frame: Frame;
  readonly predict: (frame: Frame) => Predictions | Promise<Predictions>;
  readonly target: Truth;
  readonly metric: string;
  /** Permutations of each column; default 5. */
  readonly repeats?: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

export interface ColumnImportance {
  readonly name: string;
  /** How much worse the metric gets without the column's information; near 0 (also below) for a column that doesn't matter. */
  readonly mean: number;
  /** Standard deviation over the repeats. */
  readonly std: number;
}

export interface PermutationImportance {
  readonly metric: string;
  /** The metric with all columns as they are. */
  readonly baseline: number;
  /** Most important first. */
  readonly columns: readonly ColumnImportance[];
}

/**
 * Permutation importance (Breiman 2001, section 10) on raw columns, so that all features made from a column count together.
 * Each (column, repeat) has its own generator: the result doesn't depend on the order of columns. Throws `learning.value_invalid` where the metric is undefined.
 */
export async function permutationImportance(options: PermutationOptions): Promise<PermutationImportance> {
  const { frame, metric, repeats = 5, seed, signal } = options;
  const sign = metricDirection(metric) === 'maximize' ? 1 : -1;
  const baseline = await score(frame, options);
  if (Number.isNaN(baseline))
    throw new LearningError('learning.value_invalid', `"${metric}" is undefined on these rows; choose another metric.`, 'metric');
  const columns: ColumnImportance[] = [];
  for (const column of frame.columns) {
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      throwIfAborted(signal);
      const permuted = frame.with(permute(column, createRandom(seed).fork(`${column.name}/${repeat}`)));
      losses.push(sign * (baseline - (await score(permuted, options))));
    }
    columns.push({ name: column.name, ...moments(losses) });
  }
  return { metric, baseline, columns: columns.sort((a, b) => b.mean - a.mean) };
}

async function score(frame: Frame, { predict, target, metric }: PermutationOptions): Promise<number> {
  return scoreOf(metric, outcomeOf(target, await predict(frame)));
}

function permute(column: Column, random: Random): Column {
  const rows = column.kind === 'number' ? column.values.length : column.codes.length;
  const order = shuffle(
    Int32Array.from({ length: rows }, (_, row) => row),
    random,
  );
  return new Frame([column]).take(order).column(column.name);
}

function moments(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
