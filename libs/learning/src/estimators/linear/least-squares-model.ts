import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { FittedEstimator, FitOptions, LearningSet, Progress } from '../estimator.js';
import { spreadOf, unscale } from './design.js';
import { type LinearModel, linearImportance, linearScores, linearScoresToOnnx, parseLinearModel, toFloat } from './linear-model.js';
import { type Moments, sumOf } from './normal-equations.js';

/** Least squares, and the rows it is about. */
export interface RegressionProblem {
  readonly train: LearningSet;
  readonly moments: Moments;
  readonly options: FitOptions;
  /** Weighted sum of the squared residuals that coefficients of Z leave. */
  readonly residualSquares: (coefficients: Float64Array) => number;
}

/** The model of the columns as they are, from the coefficients of Z. */
export function regressionModel({ moments, options }: RegressionProblem, coefficients: Float64Array): LinearModel {
  const centre = moments.means.reduce((sum, value, column) => sum + value * coefficients[column], 0);
  const moved = unscale(moments.columns, coefficients, moments.mean - centre);
  const intercept = options.parameters.fit_intercept ? moved.intercept : 0;
  return { columns: coefficients.length, coefficients: Array.from(moved.coefficients), intercepts: [intercept] };
}

export function fittedRegression(model: LinearModel, importance: Float64Array, history: readonly Progress[]): FittedEstimator {
  return {
    importance,
    history,
    linear: model,
    predict: (x) => linearScores(model, x).map(withinFloat32),
    toOnnx: (graph, input) => toFloat(graph, clipped(graph, linearScoresToOnnx(model, graph, input))),
    toJSON: () => ({ ...model, importance: Array.from(importance), history }),
  };
}

/** Far from all that was learned, a value may lie beyond what the graph's float32 can say. */
const largestFloat32 = 3.4028234663852886e38;

function withinFloat32(value: number): number {
  return Math.min(largestFloat32, Math.max(-largestFloat32, value));
}

function clipped(graph: GraphBuilder, tensor: string): string {
  const limit = (value: number) => graph.constant('double', [], [value]);
  return graph.node('Clip', [tensor, limit(-largestFloat32), limit(largestFloat32)]);
}

/** Throws `learning.model_invalid`. */
export function loadRegression(json: unknown): FittedEstimator {
  const { columns, coefficients, intercepts, importance, history } = parseLinearModel(json);
  return fittedRegression({ columns, coefficients, intercepts }, Float64Array.from(importance), history as Progress[]);
}

/** A model that was solved at once, its losses reported as one iteration. */
export function solvedRegression(problem: RegressionProblem, coefficients: Float64Array): FittedEstimator {
  const history = [{ iteration: 0, total: 1, metrics: regressionLosses(problem, coefficients) }];
  problem.options.onProgress?.(history[0]);
  const model = regressionModel(problem, coefficients);
  return fittedRegression(model, regressionImportance(problem, coefficients), history);
}

/** Shares of the spread that the columns explain, from the coefficients of Z. */
export function regressionImportance({ moments: { columns }, train }: RegressionProblem, coefficients: Float64Array): Float64Array {
  return linearImportance(coefficients.length, coefficients, spreadOf(columns, train.x, train.weights));
}

/** Weighted mean of the squared errors, of the training rows and of those set aside. */
export function regressionLosses(problem: RegressionProblem, coefficients: Float64Array): Record<string, number> {
  const loss = { train_loss: problem.residualSquares(coefficients) / problem.moments.total };
  const { validation } = problem.options;
  return validation
    ? { ...loss, validation_loss: squaredLoss(linearScores(regressionModel(problem, coefficients), validation.x), validation) }
    : loss;
}

function squaredLoss(scores: Float64Array, { y, weights }: LearningSet): number {
  let sum = 0;
  for (let row = 0; row < scores.length; row++) sum += (weights ? weights[row] : 1) * (scores[row] - y[row]) ** 2;
  return sum / (weights ? sumOf(weights) : y.length);
}
