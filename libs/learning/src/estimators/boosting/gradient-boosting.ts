import { LearningError } from '../../errors.js';
import { createRandom, shuffle } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet } from '../estimator.js';
import type { ParameterSet, ParameterValues } from '../parameters.js';
import { checkpointFor, normalised, withoutWeightlessRows } from '../trees/learning-rows.js';
import { columnsPerNode } from '../trees/tree-parameters.js';
import { Booster, type BoostingPlan, type TreeGrower } from './boost.js';
import { Engine } from './engine.js';
import { fittedBoosting, loadBoosting } from './fitted-boosting.js';
import {
  binomialObjective,
  exponentialObjective,
  huberLossObjective,
  leastAbsoluteObjective,
  leastSquaresObjective,
  multinomialObjective,
  quantileLossObjective,
  type ResidualTargets,
} from './gradient-boosting-objectives.js';
import { LeastSquaresSplits } from './gradient-boosting-split.js';
import type { GrowInput } from './grow-leaf-wise.js';
import { growLevelWise, histogramsIn, type LevelWiseContext } from './grow-level-wise.js';
import { layOutColumns } from './histogram-layout.js';
import type { Objective } from './objectives.js';
import { drawnShare, iterations, learningRate } from './boosting-parameters.js';
import { type CutMatrix, cutOnEngine } from './xgboost-bins.js';

const parameters = {
  loss: {
    type: 'choice',
    default: null,
    choices: [null, 'log_loss', 'exponential', 'squared_error', 'absolute_error', 'huber', 'quantile'],
    doc: 'What is minimised; null is log_loss or squared_error, by the task. exponential is for two classes.',
  },
  learning_rate: learningRate(0.1, 0.3),
  n_estimators: iterations,
  subsample: drawnShare('Share of the rows drawn for each tree.'),
  max_depth: { type: 'integer', default: 3, min: 1, search: [2, 8], doc: 'Deepest level of a tree.' },
  max_leaf_nodes: { type: 'integer', default: null, min: 2, doc: 'Most leaves of a tree, best first; null for no limit.' },
  min_samples_split: { type: 'integer', default: 2, min: 2, search: [2, 20], doc: 'Fewest rows of a node that may be split.' },
  min_samples_leaf: { type: 'integer', default: 1, min: 1, search: [1, 20], doc: 'Fewest rows of a leaf.' },
  min_weight_fraction_leaf: { type: 'number', default: 0, min: 0, max: 0.5, doc: 'Smallest share of the weight in a leaf.' },
  min_impurity_decrease: { type: 'number', default: 0, min: 0, doc: 'Smallest decrease of weighted impurity for which a node is split.' },
  max_features: {
    type: 'choice',
    default: null,
    choices: [null, 'sqrt', 'log2'],
    orNumber: { min: 0.001, max: 1_000_000 },
    doc: 'Columns drawn per node: null for all, sqrt, log2, a share up to 1, or a number above 1.',
  },
  alpha: {
    type: 'number',
    default: 0.9,
    min: 0,
    exclusiveMin: true,
    max: 0.9999,
    doc: 'The quantile of the quantile loss, and that of the errors at which the Huber loss turns linear.',
  },
} as const satisfies ParameterSet;

/** Gradient boosting (Friedman 2001) as scikit-learn's GradientBoostingClassifier and …Regressor, on columns of at most 256 bins. */
export const gradientBoosting: Estimator = {
  name: 'gradient_boosting',
  summary: 'Many small trees, each correcting those before it: the classic gradient boosting, with robust losses.',
  tasks: ['classification', 'regression'],
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  fit: fitGradientBoosting,
  load: loadBoosting,
};

async function fitGradientBoosting(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const train = withoutWeightlessRows(given);
  const objective = objectiveFor(train, options);
  const validation = options.validation && { x: options.validation.x, objective: objectiveFor(options.validation, options) };
  const random = createRandom(options.seed).fork('gradient_boosting');
  const plan = planOf(options.parameters);
  const engine = new Engine(options.threads ?? 1, train.x.rows * train.x.columns);
  try {
    const cuts = await cutOnEngine(train.x, undefined, 256, engine, checkpointFor(options.signal));
    const booster = new Booster(train.x, objective, growerFor(train, cuts, options.parameters, engine), plan, random, validation);
    const { ensemble, gains, history, bestIteration } = await booster.run(options);
    return fittedBoosting({ ensemble, link: objective.link, importance: normalised(gains), history, bestIteration });
  } finally {
    await engine.end();
  }
}

function planOf(values: ParameterValues): BoostingPlan {
  return {
    iterations: values.n_estimators as number,
    learningRate: values.learning_rate as number,
    subsample: values.subsample as number,
    subsampleFrequency: 1,
    columnShare: 1,
    keepsSingleLeaves: true,
  };
}

function growerFor({ x, weights }: LearningSet, cuts: CutMatrix, values: ParameterValues, engine: Engine): TreeGrower {
  const layout = layOutColumns(cuts.binned, 1, engine.memory);
  const total = (weights?.reduce((a, b) => a + b, 0) ?? x.rows) * (values.subsample as number);
  const splits = new LeastSquaresSplits(x, weights, cuts, layout, {
    minSamplesSplit: values.min_samples_split as number,
    minSamplesLeaf: values.min_samples_leaf as number,
    minWeightLeaf: (values.min_weight_fraction_leaf as number) * total,
    minGain: (values.min_impurity_decrease as number) * total,
  });
  const slots = layout.columns.length;
  const leaves = values.max_leaf_nodes as number | null;
  const context: LevelWiseContext = {
    ...histogramsIn(engine, cuts.binned, layout),
    rules: splits,
    maxDepth: values.max_depth as number,
    maxLeaves: leaves ?? Number.POSITIVE_INFINITY,
    order: leaves === null ? 'depth' : 'gain',
    drawSlots: slotDrawer(columnsPerNode(values.max_features as string | number | null, x.columns)),
  };
  const grow = (input: GrowInput) => {
    splits.pairs = input.pairs;
    return growLevelWise(context, input);
  };
  return { slots, memory: engine.memory, grow };
}

/** Columns are drawn anew for every node. */
function slotDrawer(count: number): LevelWiseContext['drawSlots'] {
  return ({ slots, random }: GrowInput) => {
    let nodes = 0;
    return () => (count >= slots.length ? slots : shuffle(slots.slice(), random.fork(nodes++)).slice(0, count).sort());
  };
}

function objectiveFor({ y, weights }: LearningSet, { task, classes, parameters: values }: FitOptions): Objective {
  const name = values.loss as string | null;
  const targets = { y, weights };
  return task === 'classification'
    ? classificationObjective(targets, name, classes)
    : regressionObjective(targets, name, values.alpha as number);
}

function classificationObjective(targets: ResidualTargets, name: string | null, classes: number): Objective {
  if (name === 'exponential') {
    if (classes === 2) return exponentialObjective(targets);
    throw invalid('loss', `The exponential loss is for two classes, not ${classes}; use "log_loss".`);
  }
  if (name !== null && name !== 'log_loss')
    throw invalid('loss', `"loss" must be log_loss or exponential for classification, not "${name}".`);
  return classes > 2 ? multinomialObjective(targets, classes) : binomialObjective(targets);
}

function regressionObjective(targets: ResidualTargets, name: string | null, alpha: number): Objective {
  switch (name) {
    case null:
    case 'squared_error':
      return leastSquaresObjective(targets);
    case 'absolute_error':
      return leastAbsoluteObjective(targets);
    case 'huber':
      return huberLossObjective(targets, alpha);
    case 'quantile':
      return quantileLossObjective(targets, alpha);
    default:
      throw invalid('loss', `"loss" must be squared_error, absolute_error, huber or quantile for regression, not "${name}".`);
  }
}

function invalid(where: string, message: string): LearningError {
  return new LearningError('learning.parameter_invalid', message, where);
}
