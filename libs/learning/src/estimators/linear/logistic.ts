import { LearningError, throwIfAborted } from '../../errors.js';
import type { Checkpoint } from '../../linear-algebra/cholesky.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix, Progress } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor } from '../trees/learning-rows.js';
import { orthantWiseBfgs, proximalNewton } from './absolute-descent.js';
import { createDesign } from './create-design.js';
import { type Descent, limitedMemoryBfgs, newton } from './descent.js';
import { type Design, spreadOf, unscale } from './design.js';
import { rowWeights } from './deviations.js';
import { type LinearModel, linearImportance, linearScores, linearScoresToOnnx, parseLinearModel, toFloat } from './linear-model.js';
import { sumOf } from './normal-equations.js';
import { type Objective, type Position, positionAt, steepest } from './objective.js';
import { softmax, SoftmaxObjective, type SoftmaxProblem } from './softmax-objective.js';

const parameters: ParameterSet = {
  penalty: {
    type: 'choice',
    default: 'l2',
    choices: ['l2', 'l1', 'elasticnet', null],
    doc: 'Penalty on the coefficients (not on the intercept): squares, absolute values, both by l1_ratio, or none.',
  },
  C: { type: 'number', default: 1, min: 0, exclusiveMin: true, log: true, search: [1e-3, 1e3], doc: 'Inverse strength of the penalty.' },
  l1_ratio: {
    type: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    search: [0, 1],
    doc: 'Share of the absolute values in the elasticnet penalty.',
  },
  max_iter: { type: 'integer', default: 100, min: 1, max: 100_000, doc: 'Most iterations.' },
  tol: {
    type: 'number',
    default: 1e-8,
    min: 0,
    doc: 'Stops when no slope of the mean loss is larger. scikit-learn stops at 1e-4: in two thirds of the time, with three digits.',
  },
  fit_intercept: { type: 'boolean', default: true, doc: 'Whether the model has an intercept.' },
  class_weight: { type: 'choice', default: null, choices: ['balanced', null], doc: 'Weights classes by the inverse of their frequency.' },
};

/**
 * Logistic regression for two or more classes (scikit-learn's LogisticRegression, multinomial beyond two): mean weighted log
 * loss plus ((1 − ρ)·‖β‖²/2 + ρ·‖β‖₁)/(C·Σw), ρ being the share of L1, by Newton's method (proximal with L1) where its matrix is affordable
 * and the tolerance tight, and by L-BFGS (orthant-wise with L1) elsewhere.
 */
export const logistic: Estimator = {
  name: 'logistic',
  summary: 'Logistic regression with an L2, L1 or elastic-net penalty, for two or more classes',
  tasks: ['classification'],
  parameters,
  scaleSensitive: true,
  handlesMissing: false,
  handlesSparse: true,
  fit: fitLogistic,
  load(json) {
    const { columns, coefficients, intercepts, importance, history } = parseLinearModel(json);
    const { bestIteration } = json as { bestIteration?: number };
    return fitted({ columns, coefficients, intercepts }, Float64Array.from(importance), history as Progress[], bestIteration);
  },
};

async function fitLogistic(train: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const checkpoint = checkpointFor(options.signal);
  requireTwoClasses(train.y);
  const { problem, design } = problemOf(train, options, checkpoint);
  const objective = new SoftmaxObjective(problem);
  const modelAt = (point: Float64Array) => modelOf(design, point, options);
  const start = positionAt(objective, new Float64Array(objective.size));
  const descend = descentFor(objective, design, problem.outputs, options.parameters.tol as number);
  const course = await descendUntilDone(start, descend, modelAt, options, checkpoint);
  const importance = linearImportance(design.columns, course.model.coefficients, rawSpread(design, train, problem.weights));
  return fitted(course.model, importance, course.history, course.bestIteration);
}

/** From this tolerance on, L-BFGS is there before Newton's method has its matrix. */
const looseTolerance = 1e-5;

function descentFor(objective: Objective, design: Design, outputs: number, tolerance: number): Descent {
  const affordable = isHessianAffordable(design, outputs);
  const { absolute } = objective;
  if (!absolute) return affordable && tolerance < looseTolerance ? newton(objective) : limitedMemoryBfgs(objective);
  const whole = {
    size: objective.size,
    absolute,
    evaluate: objective.evaluate.bind(objective),
    hessian: objective.hessian.bind(objective),
  };
  return affordable ? proximalNewton(whole) : orthantWiseBfgs(whole);
}

/** Standard deviations of the columns as they are. */
function rawSpread(design: Design, { x, weights }: LearningSet, all: Float64Array): Float64Array {
  return spreadOf(design, x, weights ? all : undefined).map((spread, column) => spread * design.scale[column]);
}

function fitted(model: LinearModel, importance: Float64Array, history: readonly Progress[], bestIteration?: number): FittedEstimator {
  const predictProba = (x: Matrix) => {
    const scores = linearScores(model, x);
    const classes = model.intercepts.length;
    for (let row = 0; row < x.rows; row++) softmax(scores.subarray(row * classes, (row + 1) * classes));
    return scores;
  };
  return {
    importance,
    history,
    bestIteration,
    predictProba,
    linear: decisionModel(model),
    decisionFunction: (x) => decisionScores(model, x),
    predict: (x) => largestPerRow(predictProba(x), x.rows),
    toOnnx: (graph, input) => toFloat(graph, graph.node('Softmax', [linearScoresToOnnx(model, graph, input)], { axis: { int: 1 } })),
    toJSON: () => ({ ...model, importance: Array.from(importance), history, bestIteration }),
  };
}

/** Of two classes the second's score, of more all of them. */
function decisionScores(model: LinearModel, x: Matrix): Float64Array {
  const scores = linearScores(model, x);
  if (model.intercepts.length !== 2) return scores;
  return Float64Array.from({ length: x.rows }, (_, row) => scores[2 * row + 1] - scores[2 * row]);
}

/** The same as a linear function. */
function decisionModel({ columns, coefficients, intercepts }: LinearModel): LinearModel {
  if (intercepts.length !== 2) return { columns, coefficients, intercepts };
  const difference = Array.from({ length: columns }, (_, column) => coefficients[columns + column] - coefficients[column]);
  return { columns, coefficients: difference, intercepts: [intercepts[1] - intercepts[0]] };
}

function largestPerRow(probabilities: Float64Array, rows: number): Float64Array {
  const classes = probabilities.length / rows;
  return Float64Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let code = 1; code < classes; code++) if (probabilities[row * classes + code] > probabilities[row * classes + best]) best = code;
    return best;
  });
}

function requireTwoClasses(codes: Float64Array): void {
  if (codes.every((code) => code === codes[0]))
    throw new LearningError('learning.target_constant', 'All training rows have the same class; there is nothing to tell apart.');
}

function problemOf(train: LearningSet, { classes, parameters }: FitOptions, checkpoint: Checkpoint) {
  const { fit_intercept, class_weight } = parameters;
  const { C, penalty } = parameters as { C: number; penalty: string | null };
  const design = createDesign(train.x, fit_intercept as boolean, penalty === null ? 0 : 2 / Math.sqrt(C * train.x.rows));
  const given = rowWeights(train.x.rows, train.weights);
  const weights = class_weight === 'balanced' ? balanced(given, train.y, classes) : given;
  const penalties = penaltiesOf(design, parameters, sumOf(weights));
  const outputs = classes === 2 ? 1 : classes;
  return { design, problem: { design, codes: train.y, weights, outputs, intercept: fit_intercept as boolean, penalties, checkpoint } };
}

/** Per column of the design, whose coefficients are `scale` times those of the columns as they are. */
function penaltiesOf({ scale }: Design, { penalty, C, l1_ratio }: FitOptions['parameters'], total: number): SoftmaxProblem['penalties'] {
  const strength = penalty === null ? 0 : 1 / ((C as number) * total);
  const share = penalty === 'l1' ? 1 : penalty === 'elasticnet' ? (l1_ratio as number) : 0;
  const squared = scale.map((each) => (strength * (1 - share)) / each ** 2);
  return share > 0 && strength > 0 ? { squared, absolute: scale.map((each) => (strength * share) / each) } : { squared };
}

/** Every class that occurs gets the same total weight. */
function balanced(weights: Float64Array, codes: Float64Array, classes: number): Float64Array {
  const totals = new Float64Array(classes);
  for (let row = 0; row < codes.length; row++) totals[codes[row]] += weights[row];
  const present = totals.filter((total) => total > 0);
  const total = present.reduce((sum, value) => sum + value, 0);
  return weights.map((weight, row) => (totals[codes[row]] > 0 ? (weight * total) / (present.length * totals[codes[row]]) : 0));
}

/** Multiply-adds of one Newton step; below a few hundred million it is a matter of a second at most. */
function isHessianAffordable({ gramCost, rows, columns }: Design, outputs: number): boolean {
  const size = (columns + 1) * outputs;
  const step = (gramCost * outputs * (outputs + 1)) / 2 + size ** 3 / 6;
  return size <= 3000 && (step < 3e8 || step < 50 * rows * columns * outputs * 2);
}

/** Coefficients of the raw columns. Two classes are written as the first's zeros and the second's score; more are centred over classes. */
function modelOf(design: Design, point: Float64Array, { classes, parameters }: FitOptions): LinearModel {
  const { columns } = design;
  const { fit_intercept } = parameters;
  const stride = columns + (fit_intercept ? 1 : 0);
  const outputs = point.length / stride;
  const rows = Array.from({ length: outputs }, (_, output) => {
    const from = output * stride;
    return unscale(design, point.subarray(from, from + columns), fit_intercept ? point[from + columns] : 0);
  });
  if (classes === 2) rows.unshift({ coefficients: new Float64Array(columns), intercept: 0 });
  else centre(rows, parameters.penalty === 'l2' || parameters.penalty === null);
  return {
    columns,
    coefficients: rows.flatMap(({ coefficients }) => Array.from(coefficients)),
    intercepts: rows.map(({ intercept }) => (fit_intercept ? intercept : 0)),
  };
}

/**
 * The same addition to all classes' scores changes no probability: the sums over classes are made 0, of the intercepts always, of the
 * coefficients where no L1 penalty says which of them are 0.
 */
function centre(rows: { coefficients: Float64Array; intercept: number }[], all: boolean): void {
  const middle = rows.reduce((sum, { intercept }) => sum + intercept, 0) / rows.length;
  for (const row of rows) row.intercept -= middle;
  if (!all) return;
  for (let column = 0; column < rows[0].coefficients.length; column++) {
    const mean = rows.reduce((sum, { coefficients }) => sum + coefficients[column], 0) / rows.length;
    for (const { coefficients } of rows) coefficients[column] -= mean;
  }
}

interface Course {
  readonly model: LinearModel;
  readonly history: readonly Progress[];
  readonly bestIteration?: number;
}

async function descendUntilDone(
  start: Position,
  descend: Descent,
  modelAt: (point: Float64Array) => LinearModel,
  options: FitOptions,
  checkpoint: Checkpoint,
): Promise<Course> {
  const { max_iter, tol } = options.parameters as { max_iter: number; tol: number };
  const history: Progress[] = [];
  const stopping = options.validation && options.earlyStopping ? new Patience(options.earlyStopping.patience) : undefined;
  let position = start;
  for (let iteration = 0; iteration < max_iter; iteration++) {
    await checkpoint();
    const next = await descend(position);
    const stuck = next === position;
    position = next;
    const progress = { iteration, total: max_iter, metrics: losses(position, modelAt, options) };
    history.push(progress);
    options.onProgress?.(progress);
    if (stopping?.isOver(progress.metrics.validation_loss, position.point)) break;
    if (stuck || steepest(position.slopes) <= tol) break;
  }
  throwIfAborted(options.signal);
  return { model: modelAt(stopping?.best ?? position.point), history, bestIteration: stopping?.bestIteration };
}

function losses(
  { value, point }: Position,
  modelAt: (point: Float64Array) => LinearModel,
  { validation }: FitOptions,
): Record<string, number> {
  return validation ? { train_loss: value, validation_loss: logLoss(modelAt(point), validation) } : { train_loss: value };
}

function logLoss(model: LinearModel, { x, y, weights }: LearningSet): number {
  const scores = linearScores(model, x);
  const weight = rowWeights(x.rows, weights);
  const classes = model.intercepts.length;
  let loss = 0;
  for (let row = 0; row < x.rows; row++) {
    const own = scores[row * classes + y[row]];
    loss += weight[row] * (softmax(scores.subarray(row * classes, (row + 1) * classes)) - own);
  }
  return loss / weight.reduce((sum, value) => sum + value, 0);
}

/** Keeps the best point by validation loss and says when it has not improved for too long. */
class Patience {
  best?: Float64Array;
  bestIteration = 0;
  private bestLoss = Number.POSITIVE_INFINITY;
  private seen = 0;

  constructor(private readonly patience: number) {}

  isOver(loss: number, point: Float64Array): boolean {
    const iteration = this.seen++;
    if (loss < this.bestLoss) {
      this.bestLoss = loss;
      this.best = point;
      this.bestIteration = iteration;
    }
    return iteration - this.bestIteration >= this.patience;
  }
}
