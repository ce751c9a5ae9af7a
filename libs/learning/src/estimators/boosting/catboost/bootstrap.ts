import type { Random } from '../../../random/random.js';
import { mixed } from './score-noise.js';

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
  const factors = squaredLengths(derivatives, rows);
  const lambda = (lastLeaves ? meanRoot(squaredLengths(lastLeaves.values, lastLeaves.count)) : meanRoot(factors)) ** 2;
  for (let row = 0; row < rows; row++) factors[row] = Math.sqrt(factors[row] + lambda);
  const threshold = thresholdOf(factors, subsample * rows);
  const seed = random.integer(2 ** 31);
  for (let row = 0; row < rows; row++) {
    const probability = factors[row] > threshold ? 1 : factors[row] / threshold;
    factors[row] = mixed(seed, row) < probability * 2 ** 32 ? 1 / probability : 0;
  }
  return factors;
}

function squaredLengths(values: Float64Array, count: number): Float64Array {
  const outputs = values.length / count;
  const squares = new Float64Array(count);
  if (outputs === 1) {
    for (let i = 0; i < count; i++) squares[i] = values[i] * values[i];
    return squares;
  }
  for (let i = 0, at = 0; i < count; i++) {
    for (let k = 0; k < outputs; k++, at++) squares[i] += values[at] * values[at];
  }
  return squares;
}

function meanRoot(squares: Float64Array): number {
  let sum = 0;
  for (const square of squares) sum += Math.sqrt(square);
  return sum / squares.length;
}

/** Sizes are counted by the leading bits of their float32: 256 bins for each power of two. */
const droppedBits = 15;

/**
 * The size above which rows are drawn for certain, such that about `expected` rows are drawn: T with (rows above T) + (sum of the others) / T =
 * expected, to within a bin's rows.
 */
function thresholdOf(sizes: Float64Array, expected: number): number {
  const bits = new Uint32Array(new Float32Array(sizes).buffer);
  let least = bits[0];
  let most = bits[0];
  for (const own of bits) {
    if (own < least) least = own;
    if (own > most) most = own;
  }
  const lowest = least >>> droppedBits;
  const bins = (most >>> droppedBits) - lowest + 1;
  const counts = new Uint32Array(bins);
  const sums = new Float64Array(bins);
  for (let row = 0; row < sizes.length; row++) {
    const bin = (bits[row] >>> droppedBits) - lowest;
    counts[bin]++;
    sums[bin] += sizes[row];
  }
  let rest = sums.reduce((a, b) => a + b, 0);
  let left = expected;
  for (let bin = bins - 1; ; bin--) {
    const threshold = rest / left;
    const edge = new Float32Array(Uint32Array.of((bin + lowest) << droppedBits).buffer)[0];
    // The bin's rows are not all above the threshold, or no more rows can be certain.
    if (threshold >= edge || bin === 0 || counts[bin] >= left) return threshold;
    left -= counts[bin];
    rest -= sums[bin];
  }
}
