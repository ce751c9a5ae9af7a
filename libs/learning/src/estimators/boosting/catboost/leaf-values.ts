import type { LeafMethod, LeafSums, Loss } from './loss.js';

export interface LeafRules {
  readonly method: LeafMethod;
  readonly iterations: number;
  /** L2 penalty on a leaf's step, scaled by the mean weight. */
  readonly l2: number;
}

/** Rows and where they fall: `weights` are the training weights summed per leaf. */
export interface LeafRows {
  readonly scores: Float64Array;
  readonly leafOf: Uint16Array;
  readonly weights: Float64Array;
}

/**
 * The values of all leaves [leaves × outputs], before the learning rate: Newton or gradient steps from the scores, each halved until the mean loss
 * falls; halvings count as iterations (CatBoost's gradient walker with "AnyImprovement"). A single step is taken as it is.
 */
export function estimateLeaves(loss: Loss, rows: LeafRows, rules: LeafRules): Float64Array {
  const leaves = rows.weights.length;
  if (rules.method === 'Exact' && loss.exact) return loss.exact(rows.scores, rows.leafOf, leaves);
  const { outputs } = loss;
  const sums: LeafSums = {
    first: new Float64Array(leaves * outputs),
    second: new Float64Array((leaves * outputs * (outputs + 1)) / 2),
  };
  let values = new Float64Array(leaves * outputs);
  let current = loss.sum(rows.scores, rows.leafOf, values, sums);
  for (let iteration = 0; iteration < rules.iterations; iteration++) {
    const step = stepsOf(sums, rows.weights, outputs, rules);
    for (let scale = 1; iteration < rules.iterations; scale /= 2, iteration++) {
      const moved = values.map((value, i) => value + scale * step[i]);
      const after = loss.sum(rows.scores, rows.leafOf, moved, sums);
      if (!(after < current) && rules.iterations > 1) continue;
      current = after;
      values = moved;
      break;
    }
  }
  return values;
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
