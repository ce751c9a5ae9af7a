import { runTasks, sharedCopy } from '../../threads/task-pool.js';
import type { FitOptions, FittedEstimator, LearningSet, Matrix, Progress } from '../estimator.js';
import type { ParameterValues } from '../parameters.js';
import { fittedTrees } from './fitted-trees.js';
import { rankColumns } from './forest-columns.js';
import type { ForestGrowth } from './forest-grow.js';
import { OutOfBag } from './forest-out-of-bag.js';
import { createTask, type ForestPlan, type GrownTree } from './forest-task.js';
import { checkpointFor, normalised, withoutWeightlessRows } from './learning-rows.js';
import { directionsOf } from './monotone.js';
import { columnsPerNode, criterionOf, growthRules } from './tree-parameters.js';
import { treeTargets } from './tree-targets.js';

/** Below so many rows × columns drawn, over all trees, starting threads costs more than they save. */
const leastWorkForThreads = 1e7;

const taskModule = { url: new URL('./forest-task.js', import.meta.url).href, createTask };

/** Fits the trees of a random forest or of extremely randomised trees, and the loss on the rows that each tree left out. */
export async function fitForest(name: 'random_forest' | 'extra_trees', given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const train = withoutWeightlessRows(given);
  const { statistics, base } = treeTargets(train, options);
  const { x } = train;
  const total = options.parameters.n_estimators as number;
  const growth = forestGrowth(name, x, options);
  const plan: ForestPlan = {
    name,
    seed: options.seed,
    table: await rankColumns(x, checkpointFor(options.signal)),
    y: sharedCopy(statistics.y),
    weights: sharedCopy(statistics.weights),
    classes: options.classes,
    criterion: criterionOf(options.parameters, options.task),
    growth,
  };
  const outOfBag = new OutOfBag(statistics);
  const history: Progress[] = [];
  const onOutput = ({ tree, leaves }: GrownTree, iteration: number) => {
    const progress = { iteration, total, metrics: leaves ? outOfBag.add(tree, leaves) : {} };
    history.push(progress);
    options.onProgress?.(progress);
  };
  const threads = x.rows * growth.maxFeatures * total < leastWorkForThreads ? 1 : (options.threads ?? 1);
  const numbers = Array.from({ length: total }, (_, number) => number);
  const grown = await runTasks(taskModule, plan, numbers, { threads, signal: options.signal, onOutput });
  return fittedTrees({
    ensemble: {
      trees: grown.map(({ tree }) => tree),
      columns: x.columns,
      outputs: statistics.outputs,
      valuesPerLeaf: statistics.outputs,
      aggregate: 'average',
      base,
    },
    classes: options.classes,
    importance: meanImportance(grown, x.columns),
    history,
  });
}

function forestGrowth(name: string, x: Matrix, { parameters: values, task, classes }: FitOptions): ForestGrowth {
  const share = values.max_features === 'auto' ? (task === 'classification' ? 'sqrt' : null) : values.max_features;
  return {
    ...growthRules(values, columnsPerNode(share as string | number | null, x.columns)),
    directions: directionsOf(values, x.columns, classes),
    splitter: name === 'extra_trees' ? 'random' : 'best',
    draws: values.bootstrap ? drawsOf(values, x.rows) : 0,
  };
}

function drawsOf(values: ParameterValues, rows: number): number {
  return Math.max(1, Math.round(((values.max_samples as number | null) ?? 1) * rows));
}

/** The mean of the trees' normalised importances, as scikit-learn takes it. */
function meanImportance(grown: readonly GrownTree[], columns: number): Float64Array {
  const sum = new Float64Array(columns);
  for (const { gains } of grown) {
    normalised(gains).forEach((share, column) => {
      sum[column] += share;
    });
  }
  return normalised(sum);
}
