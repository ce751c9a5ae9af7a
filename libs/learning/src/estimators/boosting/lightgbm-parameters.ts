import type { ParameterSet, ParameterValues } from '../parameters.js';
import { directionText, readDirections } from '../trees/monotone.js';
import { alphaPenalty, chance, drawnShare, iterations, lambdaPenalty, learningRate, positiveWeight } from './boosting-parameters.js';
import { interactionText } from './interactions.js';
import type { ValuedRules } from './valued-slots.js';

/** Named as in LightGBM's scikit-learn API; the last ones as in its documentation. */
export const lightgbmParameters = {
  n_estimators: iterations,
  learning_rate: learningRate(0.1, 0.3),
  num_leaves: { type: 'integer', default: 31, min: 2, max: 131_072, log: true, search: [7, 127], doc: 'Most leaves of a tree.' },
  max_depth: { type: 'integer', default: -1, min: -1, doc: 'Deepest level of a tree; −1 (or 0) for no limit.' },
  min_child_samples: { type: 'integer', default: 20, min: 0, search: [5, 100], doc: 'Fewest rows of a leaf.' },
  min_child_weight: { type: 'number', default: 1e-3, min: 0, doc: 'Smallest sum of hessians of a leaf.' },
  min_split_gain: { type: 'number', default: 0, min: 0, doc: 'Smallest loss reduction for which a leaf is split.' },
  reg_alpha: alphaPenalty,
  reg_lambda: lambdaPenalty(0),
  subsample: drawnShare('Share of the rows drawn for a tree; in force when subsample_freq > 0.'),
  subsample_freq: { type: 'integer', default: 0, min: 0, doc: 'Draws rows anew every so many iterations; 0 never draws.' },
  colsample_bytree: drawnShare('Share of the columns drawn for each tree.'),
  max_bin: { type: 'integer', default: 255, min: 2, max: 255, doc: 'Most bins of a column.' },
  scale_pos_weight: positiveWeight,
  class_weight: { type: 'choice', default: null, choices: [null, 'balanced'], doc: 'balanced gives every class the same total weight.' },
  objective: {
    type: 'choice',
    default: null,
    choices: [null, 'regression', 'regression_l1', 'huber', 'quantile', 'poisson'],
    doc: 'Loss for regression: squared (regression, the default), absolute, Huber, quantile or Poisson. Classification uses the log loss.',
  },
  alpha: { type: 'number', default: 0.9, min: 0, exclusiveMin: true, doc: 'The quantile (below 1), or where the Huber loss turns linear.' },
  boosting_type: {
    type: 'choice',
    default: 'gbdt',
    choices: ['gbdt', 'dart', 'goss'],
    doc: 'gbdt: plain boosting; dart: some trees are left out while the next is grown; goss: as gbdt with data_sample_strategy goss.',
  },
  data_sample_strategy: {
    type: 'choice',
    default: 'bagging',
    choices: ['bagging', 'goss'],
    doc: 'How rows are drawn: bagging by subsample; goss keeps the rows of large gradients and draws from the others.',
  },
  top_rate: chance(0.2, 'Share of the rows kept for their large gradients (goss).'),
  other_rate: chance(0.1, 'Share of the rows drawn from the others (goss).'),
  drop_rate: chance(0.1, 'Share of the trees left out (dart).'),
  max_drop: { type: 'integer', default: 50, min: 0, doc: 'Most trees left out at a time (dart); 0 for no limit.' },
  skip_drop: chance(0.5, 'Chance of leaving out none (dart).'),
  uniform_drop: { type: 'boolean', default: false, doc: 'Whether trees are left out whatever their weight (dart).' },
  colsample_bynode: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1,
    doc: 'Share of the tree’s columns drawn for each leaf.',
  },
  extra_trees: { type: 'boolean', default: false, doc: 'Whether one cut per column is drawn instead of trying all.' },
  path_smooth: {
    type: 'number',
    default: 0,
    min: 0,
    doc: 'Rows that the value of the leaf above counts as in a leaf’s value; 0 for none.',
  },
  monotone_constraints: directionText,
  interaction_constraints: interactionText,
  max_cat_to_onehot: {
    type: 'integer',
    default: 4,
    min: 1,
    doc: 'Columns of so few categories are split one category against all others.',
  },
  cat_smooth: {
    type: 'number',
    default: 10,
    min: 0,
    doc: 'Fewest rows of a category that is told from others; also damps the order of categories.',
  },
  cat_l2: { type: 'number', default: 10, min: 0, doc: 'L2 penalty on leaf values added in splits by categories.' },
  max_cat_threshold: { type: 'integer', default: 32, min: 1, doc: 'Most categories on the smaller side of a split.' },
  min_data_per_group: { type: 'integer', default: 100, min: 1, doc: 'Fewest rows of a group of categories.' },
} as const satisfies ParameterSet;

/** The rules of splits and leaves for a matrix of these columns. Throws `learning.parameter_invalid` for directions that don't go with them. */
export function rulesOf(values: ParameterValues, columns: number): ValuedRules {
  const number = (name: keyof typeof lightgbmParameters) => values[name] as number;
  return {
    minRows: number('min_child_samples'),
    minHessian: number('min_child_weight'),
    minGain: number('min_split_gain'),
    l1: number('reg_alpha'),
    l2: number('reg_lambda'),
    pathSmooth: number('path_smooth'),
    maxCatToOnehot: number('max_cat_to_onehot'),
    catSmooth: number('cat_smooth'),
    catL2: number('cat_l2'),
    maxCatThreshold: number('max_cat_threshold'),
    minDataPerGroup: number('min_data_per_group'),
    monotone: readDirections(values, 'monotone_constraints', columns),
    extraTrees: values.extra_trees as boolean,
    columnShare: number('colsample_bynode'),
  };
}
