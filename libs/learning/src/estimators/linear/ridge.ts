import { throwIfAborted } from '../../errors.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Progress } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { solveSymmetric } from './cholesky.js';
import { createDesign, type Design, unscale } from './design.js';
import { deviations, rowWeights } from './deviations.js';
import { type LinearModel, linearImportance, linearScores, linearScoresToOnnx, parseLinearModel, toFloat } from './linear-model.js';

const parameters: ParameterSet = {
  alpha: { type: 'number', default: 1, min: 0, log: true, search: [1e-4, 1e4], doc: 'Strength of the L2 penalty; 0 is least squares.' },
  fit_intercept: { type: 'boolean', default: true, doc: 'Whether the model has an intercept.' },
};

/**
 * Least squares with an L2 penalty, solved exactly (scikit-learn's Ridge): Σ wᵢ(yᵢ − xᵢβ − b)² + α‖β‖², b unpenalised.
 * A system that the data don't determine (alpha 0, dependent columns) gets a solution that is small in the open directions.
 */
export const ridge: Estimator = {
  name: 'ridge',
  summary: 'Linear regression with an L2 penalty, solved exactly',
  tasks: ['regression'],
  parameters,
  scaleSensitive: true,
  handlesMissing: false,
  async fit(train, options) {
    throwIfAborted(options.signal);
    const weights = rowWeights(train.x.rows, train.weights);
    const model = solveRidge(train, weights, options);
    const history = [{ iteration: 0, total: 1, metrics: losses(model, train, options) }];
    options.onProgress?.(history[0]);
    throwIfAborted(options.signal);
    return fitted(model, linearImportance(model, deviations(train.x, weights)), history);
  },
  load(json) {
    const { columns, coefficients, intercepts, importance, history } = parseLinearModel(json);
    return fitted({ columns, coefficients, intercepts }, Float64Array.from(importance), history as Progress[]);
  },
};

function fitted(model: LinearModel, importance: Float64Array, history: readonly Progress[]): FittedEstimator {
  return {
    importance,
    history,
    predict: (x) => linearScores(model, x),
    toOnnx: (graph, input) => toFloat(graph, linearScoresToOnnx(model, graph, input)),
    toJSON: () => ({ ...model, importance: Array.from(importance), history }),
  };
}

function solveRidge({ x, y }: LearningSet, weights: Float64Array, { parameters: { alpha, fit_intercept } }: FitOptions): LinearModel {
  const centred = fit_intercept as boolean;
  const design = createDesign(x, centred);
  const { gram, products, means, mean } = normalEquations(design, y, weights, centred);
  const n = design.columns;
  for (let j = 0; j < n; j++) gram[j * n + j] += (alpha as number) / design.scale[j] ** 2;
  solveSymmetric(gram, products);
  const centre = means.reduce((sum, value, column) => sum + value * products[column], 0);
  const { coefficients, intercept } = unscale(design, products, centred ? mean - centre : 0);
  return { columns: n, coefficients: Array.from(coefficients), intercepts: [centred ? intercept : 0] };
}

interface NormalEquations {
  readonly gram: Float64Array;
  readonly products: Float64Array;
  readonly means: Float64Array;
  readonly mean: number;
}

/** Lower triangle of Z'WZ and Z'Wy, about the weighted means when centred; Z is the design. */
function normalEquations(design: Design, y: Float64Array, weights: Float64Array, centred: boolean): NormalEquations {
  const n = design.columns;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = centred ? weightedMean(y, weights, total) : 0;
  const gram = new Float64Array(n * n);
  const products = new Float64Array(n);
  const sums = new Float64Array(n);
  const { starts, indices, values } = design;
  for (let row = 0; row < design.rows; row++) {
    const residual = weights[row] * (y[row] - mean);
    for (let a = starts[row]; a < starts[row + 1]; a++) {
      const weighted = weights[row] * values[a];
      const at = indices[a] * n;
      sums[indices[a]] += weighted;
      products[indices[a]] += residual * values[a];
      for (let b = starts[row]; b <= a; b++) gram[at + indices[b]] += weighted * values[b];
    }
  }
  const means = centred ? sums.map((sum) => sum / total) : new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) gram[i * n + j] -= total * means[i] * means[j];
  return { gram, products, means, mean };
}

function weightedMean(y: Float64Array, weights: Float64Array, total: number): number {
  let mean = y[0];
  for (let row = 0; row < y.length; row++) mean += (weights[row] * (y[row] - y[0])) / total;
  return mean;
}

function losses(model: LinearModel, train: LearningSet, { validation }: FitOptions): Record<string, number> {
  const loss = { train_loss: squaredLoss(model, train) };
  return validation ? { ...loss, validation_loss: squaredLoss(model, validation) } : loss;
}

/** Weighted mean of the squared errors. */
function squaredLoss(model: LinearModel, { x, y, weights }: LearningSet): number {
  const scores = linearScores(model, x);
  const weight = rowWeights(x.rows, weights);
  return scores.reduce((sum, score, row) => sum + weight[row] * (score - y[row]) ** 2, 0) / weight.reduce((sum, value) => sum + value, 0);
}
