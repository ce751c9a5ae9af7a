import { createRandom, type Random } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet, Progress } from '../estimator.js';
import type { ParameterSet, ParameterValues } from '../parameters.js';
import { type BinnedMatrix, binMatrix } from './binned-matrix.js';
import { fittedTrees, loadTrees } from './fitted-trees.js';
import { type DepthFirstTree, growDepthFirst, type GrowthRules } from './grow-depth-first.js';
import { HistogramFinder } from './histogram-finder.js';
import { checkpointFor, normalised, withoutWeightlessRows } from './learning-rows.js';
import { reweighted, type RowStatistics } from './row-statistics.js';
import { columnsPerNode, growthRules, treeParameters } from './tree-parameters.js';
import { treeTargets } from './tree-targets.js';

const parameters = {
  n_estimators: { type: 'integer', default: 100, min: 1, max: 10_000, search: [50, 500], doc: 'Number of trees.' },
  ...treeParameters,
  max_features: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'sqrt', 'log2', null],
    orNumber: { min: 0.001, max: 1_000_000 },
    doc: 'Columns drawn per node: auto is sqrt for classification and all for regression; null for all, a share up to 1, or a number above 1.',
  },
  bootstrap: { type: 'boolean', default: true, doc: 'Whether each tree sees rows drawn with replacement, or all rows.' },
  max_samples: {
    type: 'number',
    default: null,
    min: 0,
    exclusiveMin: true,
    max: 1,
    doc: 'Share of the rows drawn for a tree when bootstrap is on; null for as many as there are.',
  },
} as const satisfies ParameterSet;

/** Bagged trees on random columns (Breiman 2001), on binned columns; probabilities are means over the leaves, as in scikit-learn. */
export const randomForest: Estimator = {
  name: 'random_forest',
  summary: 'Many trees on resampled rows and columns, averaged: sturdy with little tuning, handles missing values.',
  tasks: ['classification', 'regression'],
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  fit: fitRandomForest,
  load: loadTrees,
};

/** What every tree of a forest grows from. */
interface ForestPlan {
  readonly binned: BinnedMatrix;
  readonly statistics: RowStatistics;
  readonly rules: GrowthRules;
  /** Rows drawn per tree; 0 takes every row once. */
  readonly draws: number;
}

async function fitRandomForest(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const train = withoutWeightlessRows(given);
  const { statistics, base } = treeTargets(train, options);
  const { columns } = train.x;
  const plan = forestPlan(train, statistics, options);
  const total = options.parameters.n_estimators as number;
  const random = createRandom(options.seed).fork('random_forest');
  const checkpoint = checkpointFor(options.signal);
  const grown: DepthFirstTree[] = [];
  const history: Progress[] = [];
  for (let iteration = 0; iteration < total; iteration++) {
    await checkpoint();
    grown.push(await growForestTree(plan, random.fork(iteration), checkpoint));
    const progress = { iteration, total, metrics: {} };
    history.push(progress);
    options.onProgress?.(progress);
  }
  await checkpoint();
  return fittedTrees({
    ensemble: {
      trees: grown.map(({ tree }) => tree),
      columns,
      outputs: statistics.outputs,
      valuesPerLeaf: statistics.outputs,
      aggregate: 'average',
      base,
    },
    classes: options.classes,
    importance: meanImportance(grown, columns),
    history,
  });
}

function forestPlan({ x }: LearningSet, statistics: RowStatistics, { parameters: values, task }: FitOptions): ForestPlan {
  const share = values.max_features === 'auto' ? (task === 'classification' ? 'sqrt' : null) : values.max_features;
  return {
    binned: binMatrix(x, { maxBins: 256, minRowsInBin: 1 }),
    statistics,
    rules: growthRules(values, columnsPerNode(share as string | number | null, x.columns)),
    draws: values.bootstrap ? drawsOf(values, x.rows) : 0,
  };
}

function drawsOf(values: ParameterValues, rows: number): number {
  return Math.max(1, Math.round(((values.max_samples as number | null) ?? 1) * rows));
}

/** Grows the tree that this generator stands for: nothing else decides it, so that trees may grow anywhere and in any order. */
function growForestTree(
  { binned, statistics, rules, draws }: ForestPlan,
  random: Random,
  checkpoint: () => Promise<void>,
): Promise<DepthFirstTree> {
  const weights = new Float64Array(binned.rows);
  if (draws === 0) weights.fill(1);
  for (let i = 0; i < draws; i++) weights[random.integer(binned.rows)]++;
  const rows = new Uint32Array(binned.rows);
  let count = 0;
  for (let row = 0; row < binned.rows; row++) {
    if (weights[row] > 0) rows[count++] = row;
    weights[row] *= statistics.weights[row];
  }
  const own = reweighted(statistics, weights);
  return growDepthFirst(new HistogramFinder(binned, own, rows.subarray(0, count)), own, binned.columns, count, rules, random, checkpoint);
}

/** The mean of the trees' normalised importances, as scikit-learn takes it. */
function meanImportance(grown: readonly DepthFirstTree[], columns: number): Float64Array {
  const sum = new Float64Array(columns);
  for (const { gains } of grown) {
    normalised(gains).forEach((share, column) => {
      sum[column] += share;
    });
  }
  return normalised(sum);
}
