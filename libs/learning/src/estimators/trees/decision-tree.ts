import { createRandom } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { fittedTrees, loadTrees } from './fitted-trees.js';
import { growOnSortedColumns, type GrowthRules } from './grow-depth-first.js';
import { checkpointFor, normalised, withoutWeightlessRows } from './learning-rows.js';
import { directionsOf } from './monotone.js';
import { columnsPerNode, growthRules, treeParameters } from './tree-parameters.js';
import { treeTargets } from './tree-targets.js';

const parameters = {
  ...treeParameters,
  criterion: {
    type: 'choice',
    default: null,
    choices: [null, 'gini', 'entropy', 'log_loss', 'squared_error', 'friedman_mse', 'absolute_error', 'poisson'],
    doc: 'What splits are judged by: gini (the default), entropy or log_loss for classification; squared_error (the default; friedman_mse is the same), absolute_error or poisson for regression.',
  },
  splitter: {
    type: 'choice',
    default: 'best',
    choices: ['best', 'random'],
    doc: 'Whether a column is split at its best threshold or at a random one.',
  },
  max_leaf_nodes: {
    type: 'integer',
    default: null,
    min: 2,
    search: [4, 256],
    doc: 'Most leaves; the nodes that gain most are split first. null for no limit.',
  },
  ccp_alpha: {
    type: 'number',
    default: 0,
    min: 0,
    doc: 'Branches that decrease impurity less than this per leaf are cut off after growing.',
  },
  max_features: {
    type: 'choice',
    default: null,
    choices: [null, 'sqrt', 'log2'],
    orNumber: { min: 0.001, max: 1_000_000 },
    doc: 'Columns drawn per node: null for all, sqrt, log2, a share up to 1, or a number above 1.',
  },
} as const satisfies ParameterSet;

/** One tree with exact splits (CART), as scikit-learn's DecisionTreeClassifier and DecisionTreeRegressor. */
export const decisionTree: Estimator = {
  name: 'decision_tree',
  summary: 'One tree of yes-or-no questions: easy to read, quick, and rougher than a forest.',
  tasks: ['classification', 'regression'],
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  fit: fitDecisionTree,
  load: loadTrees,
};

async function fitDecisionTree(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const checkpoint = checkpointFor(options.signal);
  const train = withoutWeightlessRows(given);
  const { x } = train;
  const { statistics, base } = treeTargets(train, options);
  const rules = { ...treeRules(options, x.columns), directions: directionsOf(options.parameters, x.columns, options.classes) };
  const random = createRandom(options.seed).fork('decision_tree');
  const { tree, gains } = await growOnSortedColumns(x, statistics, rules, random, checkpoint);
  const progress = { iteration: 0, total: 1, metrics: {} };
  options.onProgress?.(progress);
  await checkpoint();
  return fittedTrees({
    ensemble: { trees: [tree], columns: x.columns, outputs: statistics.outputs, valuesPerLeaf: statistics.outputs, aggregate: 'sum', base },
    classes: options.classes,
    importance: normalised(gains),
    history: [progress],
  });
}

function treeRules({ parameters: values }: FitOptions, columns: number): GrowthRules {
  return {
    ...growthRules(values, columnsPerNode(values.max_features as string | number | null, columns)),
    maxLeafNodes: (values.max_leaf_nodes as number | null) ?? undefined,
    pruning: values.ccp_alpha as number,
    splitter: values.splitter as 'best' | 'random',
  };
}
