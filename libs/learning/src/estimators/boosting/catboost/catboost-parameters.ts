import { LearningError } from '../../../errors.js';
import type { FitOptions, Matrix } from '../../estimator.js';
import type { ParameterSet, ParameterValues } from '../../parameters.js';
import type { NanMode } from './borders.js';
import type { BootstrapRules, BootstrapType } from './bootstrap.js';
import { automaticLearningRate } from './learning-rate.js';
import type { LeafMethod, Loss } from './loss.js';
import type { ScoreFunction } from './grow-oblivious.js';
import { type Directions, directionsOf } from './monotone-leaves.js';

export const parameters = {
  iterations: {
    type: 'integer',
    default: 500,
    min: 1,
    max: 10_000,
    search: [100, 1000],
    doc: 'Boosting iterations. CatBoost’s own default is 1000; half of it, with the learning rate that goes with it, is rarely worse.',
  },
  learning_rate: {
    type: 'number',
    default: null,
    min: 0,
    exclusiveMin: true,
    max: 1,
    log: true,
    search: [0.01, 0.3],
    doc: 'Shrinks the step of each tree; null takes CatBoost’s rule by rows, iterations and loss.',
  },
  depth: { type: 'integer', default: 6, min: 1, max: 16, search: [4, 8], doc: 'Levels of a symmetric tree.' },
  l2_leaf_reg: { type: 'number', default: 3, min: 0, log: true, search: [1, 10], doc: 'L2 penalty on leaf values.' },
  border_count: { type: 'integer', default: 254, min: 1, max: 254, doc: 'Most borders between the bins of a column of numbers.' },
  nan_mode: {
    type: 'choice',
    default: 'Min',
    choices: ['Min', 'Max', 'Forbidden'],
    doc: 'Places missing numbers below all others, above them, or refuses them.',
  },
  boosting_type: {
    type: 'choice',
    default: 'Plain',
    choices: ['Plain', 'Ordered'],
    doc: 'Whether trees are chosen by gradients that a row’s own target had no part in (Ordered: slower, for a few thousand rows), or by all rows’ (Plain).',
  },
  random_strength: {
    type: 'number',
    default: 1,
    min: 0,
    search: [0, 5],
    doc: 'Noise in the scores of splits, in standard deviations of the gradient.',
  },
  bootstrap_type: {
    type: 'choice',
    default: null,
    choices: [null, 'Bayesian', 'Bernoulli', 'MVS', 'No'],
    doc: 'How each tree’s rows are weighted at random; null takes MVS for one output and Bayesian for several classes.',
  },
  bagging_temperature: { type: 'number', default: 1, min: 0, search: [0, 1], doc: 'Spread of Bayesian weights; 0 makes all of them 1.' },
  subsample: {
    type: 'number',
    default: 0.8,
    min: 0,
    exclusiveMin: true,
    max: 1,
    search: [0.5, 1],
    doc: 'Share of the rows drawn for a tree (Bernoulli, MVS); all of them below 100 rows.',
  },
  rsm: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1,
    search: [0.5, 1],
    doc: 'Share of the features that may be split by, drawn for each level.',
  },
  score_function: { type: 'choice', default: 'Cosine', choices: ['Cosine', 'L2'], doc: 'What the splits of a level are chosen by.' },
  leaf_estimation_method: {
    type: 'choice',
    default: null,
    choices: [null, 'Newton', 'Gradient', 'Exact'],
    doc: 'How leaf values are found; null takes Exact for MAE and Quantile, Newton for the rest. Exact is for those two alone.',
  },
  leaf_estimation_iterations: {
    type: 'integer',
    default: null,
    min: 1,
    max: 100,
    doc: 'Steps towards the leaf values; null takes 10 for Logloss and Poisson, 1 for the rest and for short fits of few columns.',
  },
  one_hot_max_size: {
    type: 'integer',
    default: 2,
    min: 0,
    max: 255,
    doc: 'Columns of so many categories at most are split by category; larger ones by their target statistics.',
  },
  max_ctr_complexity: {
    type: 'integer',
    default: null,
    min: 1,
    max: 4,
    doc: 'Columns of categories that a target statistic combines at most; null takes 2, or 1 in fits below 200 iterations (CatBoost: 4 or 1).',
  },
  model_size_reg: { type: 'number', default: 0.5, min: 0, doc: 'Holds back the first use of statistics of many categories.' },
  monotone_constraints: {
    type: 'text',
    default: null,
    pattern: '\\((-1|0|1)(,\\s*(-1|0|1))*,?\\)',
    expected: 'a direction per column such as (1,0,-1): 1 for rising, -1 for falling, 0 for free',
    doc: 'Directions in which predictions may move along each column of numbers, as (1,0,-1).',
  },
  model_shrink_rate: {
    type: 'number',
    default: null,
    min: 0,
    max: 1,
    doc: 'Before each tree the model shrinks by this times the learning rate; null takes 0.01 with monotone_constraints, and 0 without.',
  },
  loss_function: {
    type: 'choice',
    default: null,
    choices: [null, 'Logloss', 'MultiClass', 'RMSE', 'MAE', 'Quantile', 'Poisson', 'Huber'],
    doc: 'Logloss (two classes) and MultiClass for classification; RMSE (the default), MAE, Quantile, Poisson, Huber for regression.',
  },
  alpha: { type: 'number', default: 0.5, min: 0, exclusiveMin: true, max: 1, doc: 'The quantile, with Quantile.' },
  delta: { type: 'number', default: 1, min: 0, exclusiveMin: true, doc: 'Where the loss turns linear, with Huber.' },
  scale_pos_weight: { type: 'number', default: 1, min: 0, exclusiveMin: true, doc: 'Weight of the second of two classes.' },
  auto_class_weights: {
    type: 'choice',
    default: null,
    choices: [null, 'Balanced', 'SqrtBalanced'],
    doc: 'Weights classes by how rare they are: the most frequent’s total over each one’s, or its root.',
  },
} as const satisfies ParameterSet;

/** The hyper-parameters of one fit, with what depends on the data decided. */
export interface CatboostRules {
  readonly iterations: number;
  readonly learningRate: number;
  readonly boosting: 'Plain' | 'Ordered';
  readonly depth: number;
  readonly l2: number;
  readonly borderCount: number;
  readonly nanMode: NanMode;
  readonly randomStrength: number;
  readonly bootstrap: BootstrapRules;
  readonly rsm: number;
  readonly score: ScoreFunction;
  readonly leafMethod: LeafMethod;
  readonly leafIterations: number;
  readonly oneHotMaxSize: number;
  readonly modelSizeReg: number;
  readonly ctrComplexity: number;
  readonly directions?: Directions;
  /** What the model so far is multiplied by before each tree but the first. */
  readonly shrinkage: number;
}

/** Throws `learning.parameter_invalid` for a way of finding leaf values that the loss has not. */
export function rulesOf(values: ParameterValues, loss: Loss, lossName: string, x: Matrix, options: FitOptions): CatboostRules {
  const { rows, columns } = x;
  const number = (name: keyof typeof parameters) => values[name] as number;
  const iterations = number('iterations');
  const l2 = number('l2_leaf_reg');
  const method = values.leaf_estimation_method as LeafMethod | null;
  const steps = values.leaf_estimation_iterations as number | null;
  if (method === 'Exact' && !loss.exact)
    throw new LearningError(
      'learning.parameter_invalid',
      'Exact leaf values are for MAE and Quantile; leave "leaf_estimation_method" out.',
      'leaf_estimation_method',
    );
  if (method === 'Newton' && loss.exact)
    throw new LearningError(
      'learning.parameter_invalid',
      `${lossName} has no second derivative for Newton’s steps; choose Exact or Gradient.`,
      'leaf_estimation_method',
    );
  const directions = directionsOf(values.monotone_constraints as string | null, x, loss.outputs, number('depth'));
  if (method === 'Exact' && directions)
    throw new LearningError(
      'learning.parameter_invalid',
      'Exact leaf values can’t be kept monotone; choose Gradient, or leave "leaf_estimation_method" out.',
      'leaf_estimation_method',
    );
  const chosen = method ?? (directions && loss.exact ? 'Gradient' : loss.method);
  const isLeft = method === null && steps === null && l2 === 3;
  const automatic = isLeft ? automaticLearningRate(lossName, rows, iterations, options.validation !== undefined) : 0.03;
  const learningRate = Math.fround((values.learning_rate as number | null) ?? automatic);
  const shrinkRate = (values.model_shrink_rate as number | null) ?? (directions ? 0.01 : 0);
  return {
    iterations,
    learningRate,
    shrinkage: 1 - Math.fround(shrinkRate) * learningRate,
    boosting: values.boosting_type as 'Plain' | 'Ordered',
    depth: number('depth'),
    l2: Math.fround(l2 === 0 ? 1e-20 : l2),
    borderCount: number('border_count'),
    nanMode: values.nan_mode as NanMode,
    randomStrength: number('random_strength'),
    bootstrap: {
      type: (values.bootstrap_type as BootstrapType | null) ?? (loss.outputs > 1 ? 'Bayesian' : 'MVS'),
      subsample: rows < 100 ? 1 : number('subsample'),
      temperature: number('bagging_temperature'),
    },
    rsm: number('rsm'),
    score: values.score_function as ScoreFunction,
    leafMethod: chosen,
    leafIterations: steps ?? stepsFor(chosen, loss, lossName, iterations < 200 && columns < 20),
    oneHotMaxSize: number('one_hot_max_size'),
    modelSizeReg: number('model_size_reg'),
    directions,
    ctrComplexity: (values.max_ctr_complexity as number | null) ?? (iterations < 200 ? 1 : 2),
  };
}

/** CatBoost takes one step in fits of few iterations on few columns. */
function stepsFor(method: LeafMethod, loss: Loss, lossName: string, small: boolean): number {
  if (small) return 1;
  if (method !== 'Gradient') return loss.iterations;
  return lossName === 'Logloss' ? 40 : lossName === 'MultiClass' ? 10 : 1;
}
