import { LearningError } from '../../errors.js';
import type { Task } from '../../frame/signature.js';
import type { ParameterSet, ParameterValues } from '../parameters.js';
import type { CriterionName } from './criterion.js';
import type { GrowthRules } from './grow-depth-first.js';
import { monotoneParameter } from './monotone.js';

/** Hyper-parameters that single trees and forests share, named as in scikit-learn. */
export const treeParameters = {
  criterion: {
    type: 'choice',
    default: null,
    choices: [null, 'gini', 'entropy', 'log_loss', 'squared_error', 'friedman_mse'],
    doc: 'What splits are judged by: gini (the default), entropy or log_loss, its other name, for classification; squared_error for regression.',
  },
  max_depth: { type: 'integer', default: null, min: 1, search: [2, 20], doc: 'Deepest level of a tree; null for no limit.' },
  min_samples_split: { type: 'integer', default: 2, min: 2, search: [2, 20], doc: 'Fewest rows of a node that may be split.' },
  min_samples_leaf: { type: 'integer', default: 1, min: 1, search: [1, 20], doc: 'Fewest rows of a leaf.' },
  min_weight_fraction_leaf: {
    type: 'number',
    default: 0,
    min: 0,
    max: 0.5,
    doc: 'Least share of all training weight that a leaf must have.',
  },
  min_impurity_decrease: { type: 'number', default: 0, min: 0, doc: 'Smallest decrease of weighted impurity for which a node is split.' },
  class_weight: { type: 'choice', default: null, choices: [null, 'balanced'], doc: 'balanced gives every class the same total weight.' },
  ...monotoneParameter,
} as const satisfies ParameterSet;

const criteriaOf: Readonly<Record<Task, readonly CriterionName[]>> = {
  classification: ['gini', 'entropy', 'log_loss'],
  regression: ['squared_error', 'friedman_mse', 'absolute_error', 'poisson'],
};

/** Throws `learning.parameter_invalid` when the criterion belongs to the other task. */
export function criterionOf(values: ParameterValues, task: Task): CriterionName {
  const name = values.criterion as CriterionName | null;
  if (name === null) return criteriaOf[task][0];
  if (criteriaOf[task].includes(name)) return name;
  const fitting = `${criteriaOf[task].slice(0, -1).join(', ')} or ${criteriaOf[task].at(-1)}`;
  throw new LearningError('learning.parameter_invalid', `"criterion" must be ${fitting} for ${task}, not "${name}".`, 'criterion');
}

/** `share` is max_features: null for all, 'sqrt', 'log2', a share up to 1, or a number of columns above 1. */
export function columnsPerNode(share: string | number | null, columns: number): number {
  const count = () => {
    if (share === null) return columns;
    if (share === 'sqrt') return Math.sqrt(columns);
    if (share === 'log2') return Math.log2(columns);
    return (share as number) <= 1 ? (share as number) * columns : (share as number);
  };
  return Math.min(columns, Math.max(1, Math.floor(count())));
}

export function growthRules(values: ParameterValues, maxFeatures: number): GrowthRules {
  return {
    maxDepth: (values.max_depth as number | null) ?? Number.POSITIVE_INFINITY,
    minSamplesSplit: values.min_samples_split as number,
    minSamplesLeaf: values.min_samples_leaf as number,
    minImpurityDecrease: values.min_impurity_decrease as number,
    maxFeatures,
    minWeightFraction: values.min_weight_fraction_leaf as number,
  };
}
