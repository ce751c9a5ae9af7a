import type { Checkpoint } from '../../linear-algebra/cholesky.js';
import type { FittedEstimator, FitOptions, LearningSet } from '../estimator.js';
import { createDesign } from './create-design.js';
import { addScaled, dot } from './descent.js';
import type { Design } from './design.js';
import { solvedRegression } from './least-squares-model.js';
import { firstMoments, type Moments } from './normal-equations.js';

/** Relative residual at which the system counts as solved (scikit-learn's sparse_cg: 1e-4), and most turns. */
const tolerance = 1e-8;
const mostTurns = 2000;

/**
 * Ridge of a sparse table by conjugate gradients, preconditioned by the diagonal: each turn goes through the entries twice, and nothing is kept that is larger than
 * a row or a column. (Z'WZ − n·mm' + α/scale²)β = Z'Wy, m being the weighted means. Hestenes & Stiefel 1952; Golub & Van Loan, 11.5.
 */
export async function fitSparseRidge(
  train: LearningSet,
  options: FitOptions,
  alpha: number,
  checkpoint: Checkpoint,
): Promise<FittedEstimator> {
  const centred = options.parameters.fit_intercept as boolean;
  const design = createDesign(train.x, centred);
  const moments = firstMoments(design, train, centred);
  const system = new RidgeSystem(design, train.weights, moments, alpha);
  const { solution, squares } = await conjugateGradients(system, moments.products, checkpoint);
  // ‖y‖² − β'(2Z'Wy − Z'WZβ), of which conjugate gradients know all parts.
  const residualSquares = () => Math.max(0, moments.squares - 2 * dot(solution, moments.products) + squares);
  return solvedRegression({ train, moments, options, residualSquares }, solution);
}

class RidgeSystem {
  readonly penalties: Float64Array;
  readonly diagonal: Float64Array;

  constructor(
    private readonly design: Design,
    private readonly weights: Float64Array | undefined,
    private readonly moments: Moments,
    alpha: number,
  ) {
    this.penalties = design.scale.map((scale) => alpha / scale ** 2);
    const { spread } = design;
    this.diagonal = this.penalties.map((penalty, column) => penalty + moments.total * spread[column] ** 2 || 1);
  }

  /** (Z'WZ − total·mm')·slopes. */
  products(slopes: Float64Array): Float64Array {
    const { means, total } = this.moments;
    const scores = new Float64Array(this.design.rows);
    this.design.addScores(slopes, scores);
    if (this.weights) for (let row = 0; row < scores.length; row++) scores[row] *= this.weights[row];
    const result = this.design.project(scores);
    addScaled(result, means, -total * dot(means, slopes));
    return result;
  }
}

async function conjugateGradients(system: RidgeSystem, target: Float64Array, checkpoint: Checkpoint) {
  const { penalties, diagonal } = system;
  const solution = new Float64Array(target.length);
  const residual = target.slice();
  let conditioned = residual.map((value, i) => value / diagonal[i]);
  const direction = conditioned.slice();
  let strength = dot(residual, conditioned);
  const goal = tolerance ** 2 * dot(target, target);
  for (let turn = 0; turn < mostTurns && dot(residual, residual) > goal; turn++) {
    await checkpoint();
    const applied = system.products(direction);
    for (let i = 0; i < applied.length; i++) applied[i] += penalties[i] * direction[i];
    const step = strength / dot(direction, applied);
    addScaled(solution, direction, step);
    addScaled(residual, applied, -step);
    conditioned = residual.map((value, i) => value / diagonal[i]);
    const next = dot(residual, conditioned);
    for (let i = 0; i < direction.length; i++) direction[i] = conditioned[i] + (next / strength) * direction[i];
    strength = next;
  }
  return { solution, squares: dot(solution, system.products(solution)) };
}
