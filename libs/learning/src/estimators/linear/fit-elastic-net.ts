import type { Checkpoint } from '../../linear-algebra/cholesky.js';
import { mirror } from '../../linear-algebra/gram.js';
import type { FittedEstimator, FitOptions, LearningSet, Progress } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor } from '../trees/learning-rows.js';
import { columnShapes } from './column-shapes.js';
import { type Coordinates, dualityGap, GramCoordinates, type Penalties, sweep } from './coordinate-descent.js';
import { DenseDesign } from './dense-design.js';
import {
  fittedRegression,
  regressionImportance,
  regressionLosses,
  regressionModel,
  type RegressionProblem,
} from './least-squares-model.js';
import { firstMoments, type Moments, normalEquations, residualSquares } from './normal-equations.js';
import { ResidualCoordinates } from './residual-coordinates.js';

export const coordinateParameters: ParameterSet = {
  alpha: { type: 'number', default: 1, min: 0, log: true, search: [1e-4, 10], doc: 'Strength of the penalty; 0 is least squares.' },
  fit_intercept: { type: 'boolean', default: true, doc: 'Whether the model has an intercept.' },
  max_iter: { type: 'integer', default: 1000, min: 1, max: 1_000_000, doc: 'Most turns through all coefficients.' },
  tol: {
    type: 'number',
    default: 1e-4,
    min: 0,
    doc: 'Stops when the duality gap is below tol times the sum of the squares of the target.',
  },
  positive: { type: 'boolean', default: false, doc: 'Whether coefficients must not be negative.' },
};

/** Up to so many columns their products with each other are kept: 128 MB. */
const mostGramColumns = 4000;

/** Turns are reported in about so many steps, so that a history stays short. */
const mostReports = 100;

/**
 * Elastic net by cyclic coordinate descent from 0, as scikit-learn's: Σ w(y − xβ − b)²/(2Σw) + α·ρ·‖β‖₁ + α·(1 − ρ)·‖β‖²/2.
 * Friedman, Hastie, Tibshirani 2010, Regularization Paths for Generalized Linear Models via Coordinate Descent.
 */
export async function fitElasticNet(train: LearningSet, options: FitOptions, l1Ratio: number): Promise<FittedEstimator> {
  const checkpoint = checkpointFor(options.signal);
  const { coordinates, ...problem } = await problemOf(train, options, checkpoint);
  const penalties = penaltiesOf(problem.moments, options, l1Ratio);
  const { coefficients, history } = await descend(problem, coordinates, penalties, checkpoint);
  await checkpoint();
  return fittedRegression(regressionModel(problem, coefficients), regressionImportance(problem, coefficients), history);
}

async function problemOf(
  train: LearningSet,
  options: FitOptions,
  checkpoint: Checkpoint,
): Promise<RegressionProblem & { readonly coordinates: Coordinates }> {
  const { x, y, weights } = train;
  const centred = options.parameters.fit_intercept as boolean;
  if (x.columns > mostGramColumns) {
    const design = new DenseDesign(x, columnShapes(x, centred));
    const moments = firstMoments(design, train, centred);
    const coordinates = new ResidualCoordinates(design, y, weights, moments.mean, moments.means);
    return { train, options, moments, coordinates, residualSquares: () => coordinates.residualSquares() };
  }
  const moments = await normalEquations(train, centred, checkpoint);
  mirror(moments.gram, x.columns);
  const coordinates = new GramCoordinates(moments.gram, moments.products);
  return { train, options, moments, coordinates, residualSquares: (coefficients) => residualSquares(moments, coefficients) };
}

/** The design's coefficients are `scale` times those of the columns as they are. */
function penaltiesOf({ columns: { scale }, total }: Moments, { parameters }: FitOptions, l1Ratio: number): Penalties {
  const strength = (parameters.alpha as number) * total;
  return {
    absolute: scale.map((each) => (strength * l1Ratio) / each),
    squared: scale.map((each) => (strength * (1 - l1Ratio)) / each ** 2),
    positive: parameters.positive as boolean,
  };
}

async function descend(
  problem: RegressionProblem,
  coordinates: Coordinates,
  penalties: Penalties,
  checkpoint: Checkpoint,
): Promise<{ coefficients: Float64Array; history: readonly Progress[] }> {
  const { max_iter, tol } = problem.options.parameters as { max_iter: number; tol: number };
  const { squares, products, columns } = problem.moments;
  const { scale } = columns;
  const coefficients = new Float64Array(coordinates.size);
  const turns = Math.ceil(max_iter / mostReports);
  const total = Math.ceil(max_iter / turns);
  const history: Progress[] = [];
  for (let done = false, iteration = 0; !done && iteration < total; iteration++) {
    await checkpoint();
    for (let turn = 0; turn < turns && !done && iteration * turns + turn < max_iter; turn++) {
      const { change, largest } = sweep(coordinates, coefficients, penalties, scale);
      const isSettled = largest === 0 || change <= tol * largest;
      done = change === 0 || (isSettled && dualityGap(coordinates, coefficients, penalties, squares, products) <= tol * squares);
      if (coordinates instanceof ResidualCoordinates) await checkpoint();
    }
    const progress = { iteration, total, metrics: regressionLosses(problem, coefficients) };
    history.push(progress);
    problem.options.onProgress?.(progress);
  }
  return { coefficients, history };
}
