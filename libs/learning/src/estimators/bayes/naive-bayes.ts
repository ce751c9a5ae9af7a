import { LearningError } from '../../errors.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix, Progress } from '../estimator.js';
import { softmax } from '../linear/softmax-objective.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor, codesOfLargest } from '../trees/learning-rows.js';
import { counted, fitBernoulli, fitMultinomial } from './counts.js';
import { fitGaussian, gaussian } from './gaussian.js';
import { impossible, type Likelihood, type LikelihoodDescription, type LikelihoodProblem } from './likelihood.js';

const parameters: ParameterSet = {
  kind: {
    type: 'choice',
    default: 'gaussian',
    choices: ['gaussian', 'bernoulli', 'multinomial'],
    doc: 'What a column is in a class: a normal number, on or off, or a count.',
  },
  var_smoothing: {
    type: 'number',
    default: 1e-9,
    min: 0,
    log: true,
    search: [1e-12, 1],
    doc: 'gaussian: share of the largest variance that is added to every variance.',
  },
  alpha: {
    type: 'number',
    default: 1,
    min: 0,
    log: true,
    search: [1e-3, 10],
    doc: 'bernoulli, multinomial: count that is added to every count.',
  },
  force_alpha: { type: 'boolean', default: true, doc: 'Take alpha as it is; else it is at least 1e-10.' },
  binarize: {
    type: 'choice',
    default: 0,
    choices: [null],
    orNumber: { min: -3.4e38, max: 3.4e38 },
    doc: 'bernoulli: a column is on above this; null: columns hold 0 and 1 already.',
  },
  fit_prior: { type: 'boolean', default: true, doc: 'Learn how frequent the classes are; else they are taken for equally frequent.' },
};

const fits = { gaussian: fitGaussian, bernoulli: fitBernoulli, multinomial: fitMultinomial } as const;

/**
 * Naive Bayes: columns are taken for independent within a class (scikit-learn's GaussianNB, BernoulliNB, MultinomialNB by `kind`).
 * Scaling matters to var_smoothing, to binarize and to counts. Hastie, Tibshirani, Friedman, Elements of Statistical Learning, 6.6.3.
 */
export const naiveBayes: Estimator = {
  name: 'naive_bayes',
  summary: 'Naive Bayes with normal, on-off or count columns',
  tasks: ['classification'],
  parameters,
  scaleSensitive: true,
  handlesMissing: false,
  handlesSparse: true,
  async fit(train, options) {
    const checkpoint = checkpointFor(options.signal);
    const likelihood = await fits[options.parameters.kind as keyof typeof fits](problemOf(train, options, checkpoint));
    const history = [{ iteration: 0, total: 1, metrics: losses(likelihood, train, options) }];
    options.onProgress?.(history[0]);
    await checkpoint();
    return fitted(likelihood, history);
  },
  load(json) {
    const { likelihood, history } = parse(json);
    return fitted(likelihood.kind === 'gaussian' ? gaussian(likelihood) : counted(likelihood), history);
  },
};

function problemOf(train: LearningSet, { classes, parameters }: FitOptions, checkpoint: () => Promise<void>): LikelihoodProblem {
  const totals = new Float64Array(classes);
  for (let row = 0; row < train.y.length; row++) totals[train.y[row]] += train.weights ? train.weights[row] : 1;
  const total = totals.reduce((sum, value) => sum + value, 0);
  const present = totals.filter((value) => value > 0).length;
  const prior = (value: number) => (parameters.fit_prior ? Math.log(value / total) : -Math.log(present));
  const priors = totals.map((value) => (value > 0 ? prior(value) : impossible));
  return { ...train, classes, totals, priors, parameters, checkpoint };
}

function fitted(likelihood: Likelihood, history: readonly Progress[]): FittedEstimator {
  const { description } = likelihood;
  const classes = description.constants.length;
  const predictProba = (x: Matrix) => {
    const logs = jointLogs(likelihood, x);
    for (let row = 0; row < x.rows; row++) softmax(logs.subarray(row * classes, (row + 1) * classes));
    return logs;
  };
  return {
    history,
    predictProba,
    predict: (x) => codesOfLargest(predictProba(x), classes),
    decisionFunction(x) {
      const logs = jointLogs(likelihood, x);
      return classes === 2 ? Float64Array.from({ length: x.rows }, (_, row) => logs[2 * row + 1] - logs[2 * row]) : logs;
    },
    toOnnx: (graph, input) =>
      graph.node('Cast', [graph.node('Softmax', [likelihood.toOnnx(graph, input)], { axis: { int: 1 } })], { to: { int: 1 } }),
    toJSON: () => ({ likelihood: description, history }),
  };
}

/** Throws `learning.value_invalid` for a missing value or another number of columns. */
function jointLogs(likelihood: Likelihood, x: Matrix): Float64Array {
  const { columns } = likelihood.description;
  if (x.columns !== columns) throw new LearningError('learning.value_invalid', `The model reads ${columns} columns, not ${x.columns}.`);
  const logs = likelihood.jointLogs(x);
  if (logs.some(Number.isNaN)) throw missingValue(x);
  return logs;
}

function missingValue({ data, columns, names }: Matrix): LearningError {
  const at = data.findIndex(Number.isNaN);
  const name = names[at % columns];
  const message = `Row ${Math.floor(at / columns) + 1} has no value in "${name}", which naive Bayes needs; impute it first.`;
  return new LearningError('learning.value_invalid', message, name);
}

/** Weighted mean of the negative log probability of the own class. */
function logLoss(likelihood: Likelihood, { x, y, weights }: LearningSet): number {
  const logs = jointLogs(likelihood, x);
  const classes = logs.length / x.rows;
  let loss = 0;
  let total = 0;
  for (let row = 0; row < x.rows; row++) {
    const weight = weights ? weights[row] : 1;
    const own = logs[row * classes + y[row]];
    loss += weight * (softmax(logs.subarray(row * classes, (row + 1) * classes)) - own);
    total += weight;
  }
  return loss / total;
}

function losses(likelihood: Likelihood, train: LearningSet, { validation }: FitOptions): Record<string, number> {
  const loss = { train_loss: logLoss(likelihood, train) };
  return validation ? { ...loss, validation_loss: logLoss(likelihood, validation) } : loss;
}

function parse(json: unknown): { likelihood: LikelihoodDescription; history: readonly Progress[] } {
  const model = json as { likelihood: LikelihoodDescription; history: readonly Progress[] };
  if (typeof json !== 'object' || json === null || !isLikelihood(model.likelihood) || !Array.isArray(model.history))
    throw new LearningError('learning.model_invalid', 'This is not a saved naive Bayes model.');
  return model;
}

function isLikelihood(likelihood: LikelihoodDescription | undefined): boolean {
  if (!likelihood || !Object.hasOwn(fits, likelihood.kind) || !Number.isInteger(likelihood.columns) || !areNumbers(likelihood.constants))
    return false;
  const size = likelihood.columns * likelihood.constants.length;
  const tables = likelihood.kind === 'gaussian' ? [likelihood.means, likelihood.deviations] : [likelihood.weights];
  const isThreshold = likelihood.kind === 'gaussian' || likelihood.threshold === null || Number.isFinite(likelihood.threshold);
  return isThreshold && tables.every((table) => areNumbers(table) && table.length === size);
}

function areNumbers(values: unknown): values is number[] {
  return Array.isArray(values) && values.every((value) => Number.isFinite(value));
}
