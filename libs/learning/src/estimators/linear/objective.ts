import type { Design } from './design.js';

/** A smooth function of many variables. */
export interface Objective {
  readonly size: number;
  evaluate(point: Float64Array): { value: number; gradient: Float64Array };
  /** Lower triangle of the matrix of second derivatives, row-major. */
  hessian(point: Float64Array): Float64Array;
}

export interface SoftmaxProblem {
  readonly design: Design;
  readonly codes: Float64Array;
  readonly weights: Float64Array;
  /** 1 for two classes (the score of the second), else one per class. */
  readonly outputs: number;
  readonly intercept: boolean;
  /** L2 penalty per column of the design, relative to the sum of weights. */
  readonly penalties: Float64Array;
}

/**
 * Mean log loss plus ½ Σ penalty·coefficient². A point holds for each output its coefficients, then (with `intercept`) its
 * intercept. Bishop, Pattern Recognition and Machine Learning, 4.3.2–4.3.4.
 */
export class SoftmaxObjective implements Objective {
  readonly size: number;
  private readonly stride: number;
  private readonly total: number;

  constructor(private readonly problem: SoftmaxProblem) {
    this.stride = problem.design.columns + (problem.intercept ? 1 : 0);
    this.size = this.stride * problem.outputs;
    this.total = problem.weights.reduce((sum, weight) => sum + weight, 0);
  }

  evaluate(point: Float64Array): { value: number; gradient: Float64Array } {
    const { design, codes, weights, outputs } = this.problem;
    const gradient = new Float64Array(this.size);
    const scores = new Float64Array(outputs);
    let loss = 0;
    for (let row = 0; row < design.rows; row++) {
      this.score(point, row, scores);
      loss += weights[row] * (outputs === 1 ? logisticResidual(scores, codes[row]) : softmaxResidual(scores, codes[row]));
      for (let output = 0; output < outputs; output++)
        this.addRow(gradient, output * this.stride, row, (weights[row] * scores[output]) / this.total);
    }
    return { value: loss / this.total + this.penalise(point, gradient), gradient };
  }

  hessian(point: Float64Array): Float64Array {
    const { design, weights, outputs } = this.problem;
    const hessian = new Float64Array(this.size * this.size);
    const scores = new Float64Array(outputs);
    for (let row = 0; row < design.rows; row++) {
      this.score(point, row, scores);
      probabilities(scores);
      for (let a = 0; a < outputs; a++) {
        for (let b = 0; b <= a; b++) {
          const curvature = scores[a] * ((a === b ? 1 : 0) - scores[b]);
          this.addOuter(hessian, a * this.stride, b * this.stride, row, (weights[row] * curvature) / this.total);
        }
      }
    }
    for (let i = 0; i < this.size; i++) hessian[i * this.size + i] += this.penaltyAt(i);
    return hessian;
  }

  private score(point: Float64Array, row: number, scores: Float64Array): void {
    const { starts, indices, values, columns } = this.problem.design;
    for (let output = 0; output < scores.length; output++) {
      const from = output * this.stride;
      let score = this.problem.intercept ? point[from + columns] : 0;
      for (let at = starts[row]; at < starts[row + 1]; at++) score += point[from + indices[at]] * values[at];
      scores[output] = score;
    }
  }

  private addRow(target: Float64Array, from: number, row: number, factor: number): void {
    const { starts, indices, values, columns } = this.problem.design;
    for (let at = starts[row]; at < starts[row + 1]; at++) target[from + indices[at]] += factor * values[at];
    if (this.problem.intercept) target[from + columns] += factor;
  }

  /** Adds factor·z·z' to a block of the lower triangle. A block beside the diagonal is filled whole. */
  private addOuter(hessian: Float64Array, top: number, left: number, row: number, factor: number): void {
    const { starts, indices, values, columns } = this.problem.design;
    const end = starts[row + 1];
    for (let a = starts[row]; a < end; a++) {
      const weighted = factor * values[a];
      const at = (top + indices[a]) * this.size + left;
      const stop = top === left ? a + 1 : end;
      for (let b = starts[row]; b < stop; b++) hessian[at + indices[b]] += weighted * values[b];
      if (this.problem.intercept && top !== left) hessian[at + columns] += weighted;
    }
    if (!this.problem.intercept) return;
    const last = (top + columns) * this.size + left;
    for (let b = starts[row]; b < end; b++) hessian[last + indices[b]] += factor * values[b];
    hessian[last + columns] += factor;
  }

  private penaltyAt(index: number): number {
    const column = index % this.stride;
    return column < this.problem.design.columns ? this.problem.penalties[column] : 0;
  }

  private penalise(point: Float64Array, gradient: Float64Array): number {
    let penalty = 0;
    for (let i = 0; i < this.size; i++) {
      const strength = this.penaltyAt(i);
      penalty += 0.5 * strength * point[i] * point[i];
      gradient[i] += strength * point[i];
    }
    return penalty;
  }
}

/** Turns the one score into p − y and returns the loss. */
function logisticResidual(scores: Float64Array, code: number): number {
  const score = scores[0];
  const small = Math.exp(-Math.abs(score));
  scores[0] = (score >= 0 ? 1 : small) / (1 + small) - code;
  return Math.log1p(small) + Math.max(score, 0) - code * score;
}

/** Turns the scores into p − y and returns the loss. */
function softmaxResidual(scores: Float64Array, code: number): number {
  const own = scores[code];
  const logSum = softmax(scores);
  scores[code] -= 1;
  return logSum - own;
}

function probabilities(scores: Float64Array): void {
  if (scores.length > 1) softmax(scores);
  else {
    const small = Math.exp(-Math.abs(scores[0]));
    scores[0] = (scores[0] >= 0 ? 1 : small) / (1 + small);
  }
}

/** Turns scores into probabilities in place and returns the logarithm of the sum of their exponentials. */
export function softmax(scores: Float64Array): number {
  let largest = scores[0];
  for (const score of scores) if (score > largest) largest = score;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i] - largest);
  for (let i = 0; i < scores.length; i++) scores[i] /= sum;
  return largest + Math.log(sum);
}
