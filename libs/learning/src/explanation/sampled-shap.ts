import type { Matrix } from '../estimators/estimator.js';
import { createRandom, shuffle } from '../random/random.js';
import type { Attribution } from './attribution.js';
import { requireBackground } from './background.js';
import { coalitionValues } from './coalitions.js';
import type { ModelOutput } from './model-output.js';

export interface SampledAttribution extends Attribution {
  /** Standard error of each of `values`. */
  readonly errors: Float64Array;
}

export interface SamplingOptions {
  /** Pairs of column orders, each forwards and backwards; at least 2. */
  readonly pairs: number;
  readonly seed: number;
}

/**
 * Shapley values from random column orders, each also backwards (Castro et al. 2009; antithetic as in Mitchell et al. 2022). Unbiased; values and
 * base sum to the output exactly, whatever the number of orders. Each row has its own generator: rows may be explained apart.
 */
export async function sampledShap(
  model: ModelOutput,
  x: Matrix,
  background: Matrix,
  { pairs, seed }: SamplingOptions,
  checkpoint: () => Promise<void>,
): Promise<SampledAttribution> {
  requireBackground(background);
  const { rows, columns } = x;
  const { outputs } = model;
  const values = new Float64Array(rows * outputs * columns);
  const errors = new Float64Array(values.length);
  let base = new Float64Array(outputs);
  for (let row = 0; row < rows; row++) {
    const own = x.data.subarray(row * columns, (row + 1) * columns);
    const random = createRandom(seed).fork(`row/${Array.from(own).join()}`);
    const moments = new PairMoments(outputs * columns);
    for (let pair = 0; pair < pairs; pair++) {
      const order = shuffle(
        Int32Array.from({ length: columns }, (_, column) => column),
        random,
      );
      const answers = await coalitionValues(model, own, background, knownAlong(order), checkpoint);
      base = answers.slice(0, outputs) as Float64Array<ArrayBuffer>;
      moments.add(marginalsOfPair(order, answers, outputs));
    }
    values.set(moments.means, row * outputs * columns);
    errors.set(moments.standardErrors(), row * outputs * columns);
  }
  return { rows, outputs, columns, base, values, errors };
}

/** The questions of one order: no column, the first, the first two, … all; then the last, the last two, … all but the first. */
function knownAlong(order: Int32Array): Uint8Array {
  const columns = order.length;
  const known = new Uint8Array(2 * columns * columns);
  for (let count = 1; count <= columns; count++) for (let i = 0; i < count; i++) known[count * columns + order[i]] = 1;
  for (let count = 1; count < columns; count++)
    for (let i = 0; i < count; i++) known[(columns + count) * columns + order[columns - 1 - i]] = 1;
  return known;
}

/** What each column adds when it comes to know, the mean of both directions: [outputs × columns]. */
function marginalsOfPair(order: Int32Array, answers: Float64Array, outputs: number): Float64Array {
  const columns = order.length;
  const forwards = (count: number, k: number) => answers[count * outputs + k];
  const backwards = (count: number, k: number) =>
    count === 0 || count === columns ? forwards(count, k) : answers[(columns + count) * outputs + k];
  const marginals = new Float64Array(outputs * columns);
  for (let i = 0; i < columns; i++) {
    const place = columns - 1 - i;
    for (let k = 0; k < outputs; k++) {
      const added = forwards(i + 1, k) - forwards(i, k) + backwards(place + 1, k) - backwards(place, k);
      marginals[k * columns + order[i]] = added / 2;
    }
  }
  return marginals;
}

/** Running means and squared deviations (Welford 1962). */
class PairMoments {
  readonly means: Float64Array;
  private readonly squares: Float64Array;
  private count = 0;

  constructor(size: number) {
    this.means = new Float64Array(size);
    this.squares = new Float64Array(size);
  }

  add(values: Float64Array): void {
    this.count++;
    for (let i = 0; i < values.length; i++) {
      const before = values[i] - this.means[i];
      this.means[i] += before / this.count;
      this.squares[i] += before * (values[i] - this.means[i]);
    }
  }

  standardErrors(): Float64Array {
    return this.squares.map((sum) => Math.sqrt(sum / (this.count - 1) / this.count));
  }
}
