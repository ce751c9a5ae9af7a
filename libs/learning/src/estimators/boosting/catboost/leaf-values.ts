import { bendLeaves } from './monotone-leaves.js';
import type { LeafMethod, LeafStepper, LeafSums, Loss } from './loss.js';

export interface LeafRules {
  readonly method: LeafMethod;
  readonly iterations: number;
  /** L2 penalty on a leaf's step, scaled by the mean weight. */
  readonly l2: number;
  /** The direction of each level, where some must be monotone. */
  readonly directions?: readonly number[];
}

/** Rows and where they fall: `weights` are the training weights summed per leaf. */
export interface FallenRows {
  readonly scores: Float64Array;
  readonly leafOf: Uint16Array;
  readonly weights: Float64Array;
}

/** Shorter steps are none: the leaf has arrived. */
const shortest = 1e-11;

/**
 * The values of all leaves [leaves × outputs], before the learning rate: Newton or gradient steps from the scores, each halved until the mean loss
 * falls; halvings count as iterations (CatBoost's gradient walker with "AnyImprovement"). A single step is taken as it is.
 */
export function estimateLeaves(loss: Loss, rows: FallenRows, rules: LeafRules): Float64Array {
  const leaves = rows.weights.length;
  if (rules.method === 'Exact' && loss.exact) return loss.exact(rows.scores, rows.leafOf, leaves);
  const walk = new LeafWalk(loss, rows, rules);
  if (rules.iterations === 1) return walk.end(walk.steps());
  for (let iteration = 0; iteration < rules.iterations; iteration++) {
    const step = walk.steps();
    for (let scale = 1; iteration < rules.iterations && !walk.take(step, scale); scale /= 2) iteration++;
  }
  return walk.end();
}

/** Where the leaves are on their way, with the sums of derivatives and loss there. */
class LeafWalk {
  values: Float64Array;
  private sums: LeafSums;
  private readonly stepper: LeafStepper;

  constructor(
    { outputs, stepper }: Loss,
    private readonly rows: FallenRows,
    private readonly rules: LeafRules,
  ) {
    const leaves = rows.weights.length;
    this.values = new Float64Array(leaves * outputs);
    this.sums = {
      first: new Float64Array(leaves * outputs),
      second: new Float64Array((leaves * outputs * (outputs + 1)) / 2),
      loss: new Float64Array(leaves),
    };
    this.stepper = stepper(rows.scores, rows.leafOf, leaves);
    this.stepper(new Uint8Array(leaves).fill(1), this.values, this.sums);
  }

  private get outputs(): number {
    return this.values.length / this.rows.weights.length;
  }

  steps(): Float64Array {
    const step = stepsOf(this.sums, this.rows.weights, this.outputs, this.rules);
    if (!this.rules.directions) return step;
    const target = step.map((value, leaf) => this.values[leaf] + value);
    bendLeaves(target, this.leafWeights(), this.rules.directions);
    return target.map((value, leaf) => value - this.values[leaf]);
  }

  /** The values that the leaves have reached, or others, in order to the last bit. */
  end(values = this.values): Float64Array {
    if (this.rules.directions) bendLeaves(values, this.leafWeights(), this.rules.directions);
    return values;
  }

  private leafWeights(): Float64Array {
    const { method, l2 } = this.rules;
    return method === 'Gradient' ? this.rows.weights.map((weight) => weight + l2) : this.sums.second.map((second) => l2 - second);
  }

  /** Goes so far along the step if the loss is less there. */
  take(step: Float64Array, scale: number): boolean {
    const values = this.values.map((value, i) => value + scale * step[i]);
    const sums = { first: this.sums.first.slice(), second: this.sums.second.slice(), loss: this.sums.loss.slice() };
    this.stepper(
      Uint8Array.from(this.rows.weights, (_, leaf) => Number(this.moves(step, scale, leaf))),
      values,
      sums,
    );
    if (!(total(sums.loss) < total(this.sums.loss))) return false;
    this.values = values;
    this.sums = sums;
    return true;
  }

  private moves(step: Float64Array, scale: number, leaf: number): boolean {
    for (let i = leaf * this.outputs; i < (leaf + 1) * this.outputs; i++) if (Math.abs(step[i]) * scale > shortest) return true;
    return false;
  }
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function stepsOf({ first, second }: LeafSums, weights: Float64Array, outputs: number, { method, l2 }: LeafRules): Float64Array {
  if (method === 'Gradient')
    return first.map((sum, i) => {
      const weight = weights[Math.floor(i / outputs)];
      return weight > 0 ? sum / (weight + l2) : 0;
    });
  if (outputs === 1) return first.map((sum, leaf) => sum / (l2 - second[leaf]));
  return solveLeaves(first, second, weights.length, outputs, l2);
}

/** Solves (l2 · I − second derivatives) · step = first derivatives for each leaf by Cholesky's factors. */
function solveLeaves(first: Float64Array, second: Float64Array, leaves: number, outputs: number, l2: number): Float64Array {
  const steps = new Float64Array(leaves * outputs);
  const matrix = new Float64Array(outputs * outputs);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const triangle = (leaf * outputs * (outputs + 1)) / 2;
    let largest = Math.fround(l2);
    for (let k = 0, at = triangle; k < outputs; at += outputs - k, k++) largest = Math.max(largest, -second[at]);
    const ridge = Math.max(Math.fround(l2), Math.fround(largest) * 2 ** -23);
    for (let k = 0, at = triangle; k < outputs; k++) {
      for (let other = k; other < outputs; other++, at++) matrix[other * outputs + k] = -second[at] + (other === k ? ridge : 0);
    }
    solveCholesky(matrix, first.subarray(leaf * outputs, (leaf + 1) * outputs), outputs, steps.subarray(leaf * outputs));
  }
  return steps;
}

/** Solves with the lower triangle of a positive definite matrix, which is overwritten. */
function solveCholesky(matrix: Float64Array, right: Float64Array, size: number, into: Float64Array): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / matrix[j * size + j];
    }
  }
  for (let i = 0; i < size; i++) {
    let sum = right[i];
    for (let k = 0; k < i; k++) sum -= matrix[i * size + k] * into[k];
    into[i] = sum / matrix[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = into[i];
    for (let k = i + 1; k < size; k++) sum -= matrix[k * size + i] * into[k];
    into[i] = sum / matrix[i * size + i];
  }
}
