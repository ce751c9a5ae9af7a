import { createRandom } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { fittedTrees, loadTrees } from './fitted-trees.js';
import { growDepthFirst } from './grow-depth-first.js';
import { checkpointFor, normalised, withoutWeightlessRows } from './learning-rows.js';
import { SortedFinder } from './sorted-finder.js';
import { columnsPerNode, growthRules, treeParameters } from './tree-parameters.js';
import { treeTargets } from './tree-targets.js';

const parameters = {
  ...treeParameters,
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
  const rules = growthRules(options.parameters, columnsPerNode(options.parameters.max_features as string | number | null, x.columns));
  const random = createRandom(options.seed).fork('decision_tree');
  const { tree, gains } = await growDepthFirst(new SortedFinder(x, statistics), statistics, x.columns, x.rows, rules, random, checkpoint);
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
