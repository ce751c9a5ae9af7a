import type { Checkpoint } from '../../linear-algebra/cholesky.js';
import { type Design, gramOf } from './design.js';
import { sumOf } from './normal-equations.js';
import type { Objective } from './objective.js';

export interface SoftmaxProblem {
  readonly design: Design;
  readonly codes: Float64Array;
  readonly weights: Float64Array;
  /** 1 for two classes (the score of the second), else one per class. */
  readonly outputs: number;
  readonly intercept: boolean;
  /** L2 and L1 penalties per column of the design, relative to the sum of weights. */
  readonly penalties: { readonly squared: Float64Array; readonly absolute?: Float64Array };
  /** Called between stretches of a Hessian. */
  readonly checkpoint: Checkpoint;
}

/**
 * Mean log loss plus ½ Σ squared·coefficient² (+ Σ absolute·|coefficient|). A point holds for each output its coefficients, then (with
 * `intercept`) its intercept. Bishop, Pattern Recognition and Machine Learning, 4.3.2–4.3.4.
 */
export class SoftmaxObjective implements Objective {
  readonly size: number;
  readonly absolute?: Float64Array;
  private readonly stride: number;
  private readonly total: number;
  /** All rows weigh the same. */
  private readonly isEven: boolean;
  /** Scores and what is made of them, output by output. */
  private readonly scores: Float64Array[];

  constructor(private readonly problem: SoftmaxProblem) {
    const { design, intercept, outputs, weights, penalties } = problem;
    this.stride = design.columns + (intercept ? 1 : 0);
    this.size = this.stride * outputs;
    this.total = sumOf(weights);
    this.isEven = weights.every((weight) => weight === weights[0]);
    this.scores = Array.from({ length: outputs }, () => new Float64Array(design.rows));
    if (penalties.absolute) this.absolute = this.perVariable(penalties.absolute);
  }

  evaluate(point: Float64Array): { value: number; gradient: Float64Array } {
    const { design, codes, weights, outputs, intercept } = this.problem;
    this.score(point);
    const loss = outputs === 1 ? this.residuals(this.scores[0]) : softmaxResiduals(this.scores, codes, weights);
    const gradient = new Float64Array(this.size);
    this.scores.forEach((residuals, output) => {
      const slopes = design.project(residuals);
      for (let column = 0; column < slopes.length; column++) gradient[output * this.stride + column] = slopes[column] / this.total;
      if (intercept) gradient[output * this.stride + design.columns] = sumOf(residuals) / this.total;
    });
    return { value: loss / this.total + this.penalise(point, gradient), gradient };
  }

  async hessian(point: Float64Array): Promise<Float64Array> {
    const { outputs, weights } = this.problem;
    const hessian = new Float64Array(this.size * this.size);
    const curvature = new Float64Array(weights.length);
    this.score(point);
    // A copy: what has its turn between stretches may score another point.
    const shares = this.scores.map((scores) => scores.slice());
    probabilities(shares);
    for (let a = 0; a < outputs; a++) {
      for (let b = 0; b <= a; b++) {
        curvatures(shares[a], shares[b], a === b, weights, curvature);
        await this.addBlock(hessian, a * this.stride, b * this.stride, curvature);
      }
    }
    const squared = this.perVariable(this.problem.penalties.squared);
    for (let i = 0; i < this.size; i++) hessian[i * this.size + i] += squared[i];
    return hessian;
  }

  private residuals(scores: Float64Array): number {
    const { codes, weights } = this.problem;
    return this.isEven ? evenResiduals(scores, codes, weights[0]) : logisticResiduals(scores, codes, weights);
  }

  private score(point: Float64Array): void {
    const { design, intercept } = this.problem;
    this.scores.forEach((scores, output) => {
      const from = output * this.stride;
      scores.fill(intercept ? point[from + design.columns] : 0);
      design.addScores(point.subarray(from, from + design.columns), scores);
    });
  }

  /** Writes Z'·diag(curvature)·Z into a block of the lower triangle. A block beside the diagonal is filled whole. */
  private async addBlock(hessian: Float64Array, top: number, left: number, curvature: Float64Array): Promise<void> {
    const { design, intercept, checkpoint } = this.problem;
    const { columns } = design;
    const gram = await gramOf(design, curvature, checkpoint);
    const put = (i: number, j: number, value: number) => {
      hessian[(top + i) * this.size + left + j] = value / this.total;
      if (top !== left) hessian[(top + j) * this.size + left + i] = value / this.total;
    };
    for (let i = 0; i < columns; i++) for (let j = 0; j <= i; j++) put(i, j, gram[i * columns + j]);
    if (!intercept) return;
    design.project(curvature).forEach((value, j) => put(columns, j, value));
    put(columns, columns, sumOf(curvature));
  }

  /** Per variable of a point what is given per column; 0 for intercepts. */
  private perVariable(perColumn: Float64Array): Float64Array {
    const all = new Float64Array(this.size);
    for (let output = 0; output < this.problem.outputs; output++) all.set(perColumn, output * this.stride);
    return all;
  }

  private penalise(point: Float64Array, gradient: Float64Array): number {
    const { squared } = this.problem.penalties;
    let penalty = 0;
    for (let output = 0; output < this.problem.outputs; output++) {
      for (let column = 0; column < squared.length; column++) {
        const at = output * this.stride + column;
        penalty += 0.5 * squared[column] * point[at] * point[at];
        gradient[at] += squared[column] * point[at];
      }
    }
    return penalty;
  }
}

/** Factors of 1 to 2 that may be multiplied before their logarithm is taken: 2⁵¹² is far from the largest number. */
const factorsAtOnce = 512;

/** As `logisticResiduals` where all rows weigh the same: one logarithm for many rows. */
function evenResiduals(scores: Float64Array, codes: Float64Array, weight: number): number {
  let loss = 0;
  for (let from = 0; from < scores.length; from += factorsAtOnce) {
    const to = Math.min(scores.length, from + factorsAtOnce);
    let product = 1;
    for (let row = from; row < to; row++) {
      const score = scores[row];
      const small = Math.exp(score >= 0 ? -score : score);
      const whole = 1 + small;
      product *= whole;
      loss += (score > 0 ? score : 0) - codes[row] * score;
      scores[row] = weight * ((score >= 0 ? 1 : small) / whole - codes[row]);
    }
    loss += Math.log(product);
  }
  return weight * loss;
}

/** Turns scores into weight · (p − y) and returns the weighted loss. */
function logisticResiduals(scores: Float64Array, codes: Float64Array, weights: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row];
    const small = Math.exp(-Math.abs(score));
    loss += weights[row] * (Math.log1p(small) + Math.max(score, 0) - codes[row] * score);
    scores[row] = weights[row] * ((score >= 0 ? 1 : small) / (1 + small) - codes[row]);
  }
  return loss;
}

function softmaxResiduals(scores: readonly Float64Array[], codes: Float64Array, weights: Float64Array): number {
  const own = new Float64Array(scores.length);
  let loss = 0;
  for (let row = 0; row < codes.length; row++) {
    for (let output = 0; output < own.length; output++) own[output] = scores[output][row];
    const score = own[codes[row]];
    loss += weights[row] * (softmax(own) - score);
    own[codes[row]] -= 1;
    for (let output = 0; output < own.length; output++) scores[output][row] = weights[row] * own[output];
  }
  return loss;
}

/** Turns scores into probabilities; one output is the score of the second of two classes. */
function probabilities(scores: readonly Float64Array[]): void {
  const own = new Float64Array(scores.length);
  for (let row = 0; row < scores[0].length; row++) {
    for (let output = 0; output < own.length; output++) own[output] = scores[output][row];
    if (own.length > 1) softmax(own);
    else {
      const small = Math.exp(-Math.abs(own[0]));
      own[0] = (own[0] >= 0 ? 1 : small) / (1 + small);
    }
    for (let output = 0; output < own.length; output++) scores[output][row] = own[output];
  }
}

function curvatures(a: Float64Array, b: Float64Array, same: boolean, weights: Float64Array, target: Float64Array): void {
  for (let row = 0; row < target.length; row++) target[row] = weights[row] * a[row] * ((same ? 1 : 0) - b[row]);
}

/** Turns scores into probabilities in place and returns the logarithm of the sum of their exponentials. */
export function softmax(scores: Float64Array): number {
  let largest = scores[0];
  for (let i = 1; i < scores.length; i++) if (scores[i] > largest) largest = scores[i];
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i] - largest);
  for (let i = 0; i < scores.length; i++) scores[i] /= sum;
  return largest + Math.log(sum);
}
