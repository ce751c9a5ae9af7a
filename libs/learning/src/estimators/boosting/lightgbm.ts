import { LearningError } from '../../errors.js';
import { createRandom } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet } from '../estimator.js';
import type { ParameterSet, ParameterValues } from '../parameters.js';
import { binMatrix } from '../trees/binned-matrix.js';
import { normalised, weightsByClass, withoutWeightlessRows } from '../trees/learning-rows.js';
import { Booster, type BoostingPlan } from './boost.js';
import { binaryObjective, softmaxObjective } from './classification-objectives.js';
import { fittedBoosting, loadBoosting } from './fitted-boosting.js';
import { growLeafWise, type GrowContext, type GrowInput } from './grow-leaf-wise.js';
import { Engine } from './engine.js';
import { layOutColumns } from './histogram-layout.js';
import { LeafSearch } from './leaf-search.js';
import { withLogisticKernel } from './logistic-kernel.js';
import type { Objective, Targets } from './objectives.js';
import { PartitionBuffers } from './row-partition.js';
import { absoluteObjective, huberObjective, poissonObjective, quantileObjective, squaredObjective } from './regression-objectives.js';

const parameters = {
  n_estimators: { type: 'integer', default: 100, min: 1, max: 10_000, search: [50, 500], doc: 'Boosting iterations.' },
  learning_rate: {
    type: 'number',
    default: 0.1,
    min: 0,
    exclusiveMin: true,
    max: 10,
    log: true,
    search: [0.01, 0.3],
    doc: 'Shrinks the step of each tree.',
  },
  num_leaves: { type: 'integer', default: 31, min: 2, max: 131_072, log: true, search: [7, 127], doc: 'Most leaves of a tree.' },
  max_depth: { type: 'integer', default: -1, min: -1, doc: 'Deepest level of a tree; −1 (or 0) for no limit.' },
  min_child_samples: { type: 'integer', default: 20, min: 0, search: [5, 100], doc: 'Fewest rows of a leaf.' },
  min_child_weight: { type: 'number', default: 1e-3, min: 0, doc: 'Smallest sum of hessians of a leaf.' },
  min_split_gain: { type: 'number', default: 0, min: 0, doc: 'Smallest loss reduction for which a leaf is split.' },
  reg_alpha: { type: 'number', default: 0, min: 0, search: [0, 10], doc: 'L1 penalty on leaf values.' },
  reg_lambda: { type: 'number', default: 0, min: 0, search: [0, 10], doc: 'L2 penalty on leaf values.' },
  subsample: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1,
    search: [0.5, 1],
    doc: 'Share of the rows drawn for a tree; in force when subsample_freq > 0.',
  },
  subsample_freq: { type: 'integer', default: 0, min: 0, doc: 'Draws rows anew every so many iterations; 0 never draws.' },
  colsample_bytree: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1,
    search: [0.5, 1],
    doc: 'Share of the columns drawn for each tree.',
  },
  max_bin: { type: 'integer', default: 255, min: 2, max: 255, doc: 'Most bins of a column.' },
  scale_pos_weight: { type: 'number', default: 1, min: 0, exclusiveMin: true, doc: 'Weight of the second class in binary classification.' },
  class_weight: { type: 'choice', default: null, choices: [null, 'balanced'], doc: 'balanced gives every class the same total weight.' },
  objective: {
    type: 'choice',
    default: null,
    choices: [null, 'regression', 'regression_l1', 'huber', 'quantile', 'poisson'],
    doc: 'Loss for regression: squared (regression, the default), absolute, Huber, quantile or Poisson. Classification uses the log loss.',
  },
  alpha: { type: 'number', default: 0.9, min: 0, exclusiveMin: true, doc: 'The quantile (below 1), or where the Huber loss turns linear.' },
} as const satisfies ParameterSet;

/** Histogram gradient boosting, leaf by leaf (Ke et al. 2017), with the parameters of LightGBM's scikit-learn API. */
export const lightgbm: Estimator = {
  name: 'lightgbm',
  summary: 'Gradient boosting with histograms, grown leaf by leaf; strong on tables, handles missing values.',
  tasks: ['classification', 'regression'],
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  fit: fitLightgbm,
  load: loadBoosting,
};

async function fitLightgbm(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const train = withoutWeightlessRows(given);
  const engine = new Engine(options.threads ?? 1, train.x.rows * train.x.columns);
  try {
    const objective = objectiveFor(train, options, engine);
    const context = growContext(train, options.parameters, engine);
    const validation = options.validation && { x: options.validation.x, objective: objectiveFor(options.validation, options) };
    const random = createRandom(options.seed).fork('lightgbm');
    const grow = (input: GrowInput) => growLeafWise(context, input);
    const grower = { slots: context.layout.columns.length, memory: engine.memory, grow };
    const booster = new Booster(train.x, objective, grower, planOf(options.parameters), random, validation);
    const { ensemble, gains, history, bestIteration } = await booster.run(options);
    return fittedBoosting({ ensemble, link: objective.link, importance: normalised(gains), history, bestIteration });
  } finally {
    await engine.end();
  }
}

function growContext({ x }: LearningSet, values: ParameterValues, engine: Engine): GrowContext {
  const number = (name: keyof typeof parameters) => values[name] as number;
  const binned = binMatrix(x, { maxBins: number('max_bin'), minRowsInBin: 3 }, engine.memory.bytes(x.rows * x.columns));
  const layout = layOutColumns(binned, Math.max(1, number('min_child_samples')), engine.memory);
  const rules = {
    minRows: number('min_child_samples'),
    minHessian: number('min_child_weight'),
    minGain: number('min_split_gain'),
    l1: number('reg_alpha'),
    l2: number('reg_lambda'),
  };
  return {
    binned,
    layout,
    search: new LeafSearch(engine, layout, binned, rules, () => false),
    buffers: new PartitionBuffers(engine, x.rows),
    rules,
    maxLeaves: number('num_leaves'),
    maxDepth: number('max_depth') > 0 ? number('max_depth') : -1,
  };
}

function planOf(values: ParameterValues): BoostingPlan {
  return {
    iterations: values.n_estimators as number,
    learningRate: values.learning_rate as number,
    subsample: values.subsample as number,
    subsampleFrequency: values.subsample_freq as number,
    columnShare: values.colsample_bytree as number,
  };
}

function objectiveFor({ y, weights }: LearningSet, { task, classes, parameters: values }: FitOptions, engine?: Engine): Objective {
  const name = values.objective as string | null;
  if (task === 'classification') {
    if (name !== null)
      throw invalid('objective', `"objective" is for regression; leave it out for classification instead of giving "${name}".`);
    return classificationObjective({ y, weights }, classes, values, engine);
  }
  if (name === 'poisson' && y.some((value) => value < 0))
    throw new LearningError('learning.value_invalid', 'The Poisson loss needs a target without negative values.', 'objective');
  return regressionObjective({ y: Float32Array.from(y), weights }, name, values.alpha as number);
}

function classificationObjective(
  { y, weights }: Pick<LearningSet, 'y' | 'weights'>,
  classes: number,
  values: ParameterValues,
  engine?: Engine,
): Objective {
  const byClass = weightsByClass(y, weights, values.class_weight as string | null);
  if (classes > 2) return softmaxObjective({ y: Float32Array.from(y), weights: byClass }, classes);
  const objective = binaryObjective({ y: Float32Array.from(y), weights: byClass }, values.scale_pos_weight as number);
  return engine && !byClass ? withLogisticKernel(objective, y, values.scale_pos_weight as number, engine) : objective;
}

function regressionObjective(targets: Targets, name: string | null, alpha: number): Objective {
  switch (name) {
    case 'regression_l1':
      return absoluteObjective(targets);
    case 'huber':
      return huberObjective(targets, alpha);
    case 'quantile':
      if (alpha >= 1) throw invalid('alpha', `"alpha" must be below 1 for the quantile loss, not ${alpha}.`);
      return quantileObjective(targets, alpha);
    case 'poisson':
      return poissonObjective(targets);
    default:
      return squaredObjective(targets);
  }
}

function invalid(where: string, message: string): LearningError {
  return new LearningError('learning.parameter_invalid', message, where);
}
