import type { Random } from '../../../random/random.js';

export type BootstrapType = 'Bayesian' | 'Bernoulli' | 'MVS' | 'No';

export interface BootstrapRules {
  readonly type: BootstrapType;
  /** Share of the rows that are drawn (Bernoulli, MVS). */
  readonly subsample: number;
  /** 0 makes all Bayesian weights 1. */
  readonly temperature: number;
}

/** The factor of each row's weight for one tree; 0 leaves the row out. Undefined when all are 1. */
export function bootstrapFactors(
  rules: BootstrapRules,
  derivatives: Float64Array,
  rows: number,
  lastLeaves: { readonly values: Float64Array; readonly count: number } | undefined,
  random: Random,
): Float64Array | undefined {
  switch (rules.type) {
    case 'No':
      return undefined;
    case 'Bayesian':
      return rules.temperature === 0
        ? undefined
        : Float64Array.from({ length: rows }, () => (-Math.log(1 - random.next() + 1e-100)) ** rules.temperature);
    case 'Bernoulli':
      return rules.subsample >= 1 ? undefined : Float64Array.from({ length: rows }, () => Number(random.next() < rules.subsample));
    case 'MVS':
      return rules.subsample >= 1 ? undefined : minimalVarianceFactors(derivatives, rows, rules.subsample, lastLeaves, random);
  }
}

/**
 * Minimal variance sampling (Ibragimov & Gusev 2019): a row is drawn with a probability in proportion to √(g² + λ), at most 1, and weighs its
 * inverse. λ is the square of the last tree's mean leaf, or of the mean gradient before the first.
 */
function minimalVarianceFactors(
  derivatives: Float64Array,
  rows: number,
  subsample: number,
  lastLeaves: { readonly values: Float64Array; readonly count: number } | undefined,
  random: Random,
): Float64Array {
  const squares = squaredLengths(derivatives, rows);
  const lambda = (lastLeaves ? meanRoot(squaredLengths(lastLeaves.values, lastLeaves.count)) : meanRoot(squares)) ** 2;
  const sizes = squares.map((square) => Math.sqrt(square + lambda));
  const threshold = thresholdOf(sizes, subsample * rows);
  return sizes.map((size) => {
    const probability = size > threshold ? 1 : size / threshold;
    return random.next() < probability ? 1 / probability : 0;
  });
}

function squaredLengths(values: Float64Array, count: number): Float64Array {
  const outputs = values.length / count;
  const squares = new Float64Array(count);
  for (let i = 0; i < values.length; i++) squares[Math.floor(i / outputs)] += values[i] * values[i];
  return squares;
}

function meanRoot(squares: Float64Array): number {
  return squares.reduce((sum, square) => sum + Math.sqrt(square), 0) / squares.length;
}

/** The size above which rows are drawn for certain, such that `expected` rows are drawn on average. It falls until no more rows are above it. */
function thresholdOf(sizes: Float64Array, expected: number): number {
  let threshold = Number.POSITIVE_INFINITY;
  let certain = -1;
  for (;;) {
    let above = 0;
    let rest = 0;
    for (let row = 0; row < sizes.length; row++) {
      if (sizes[row] > threshold) above++;
      else rest += sizes[row];
    }
    if (above === certain || above >= expected) return threshold;
    certain = above;
    threshold = rest / (expected - above);
  }
}
