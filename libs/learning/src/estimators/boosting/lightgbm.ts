import { LearningError } from '../../errors.js';
import { createRandom } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet } from '../estimator.js';
import type { ParameterValues } from '../parameters.js';
import { checkpointFor, normalised, weightsByClass, withoutWeightlessRows } from '../trees/learning-rows.js';
import { Booster, type BoostingPlan } from './boost.js';
import { binaryObjective, softmaxObjective } from './classification-objectives.js';
import { fittedBoosting, loadBoosting } from './fitted-boosting.js';
import { growLeafWise, type GrowContext, type GrowInput } from './grow-leaf-wise.js';
import { DartDropout, type DartRules } from './dart-dropout.js';
import { Engine } from './engine.js';
import { Goss } from './goss.js';
import { layOutColumns } from './histogram-layout.js';
import { Interactions } from './interactions.js';
import { LeafSearch } from './leaf-search.js';
import { lightgbmParameters, rulesOf } from './lightgbm-parameters.js';
import { withLogisticKernel } from './logistic-kernel.js';
import type { Objective, Targets } from './objectives.js';
import { PartitionBuffers } from './row-partition.js';
import { binOnEngine } from './shared-binning.js';
import { ValuedSlots } from './valued-slots.js';
import { absoluteObjective, huberObjective, poissonObjective, quantileObjective, squaredObjective } from './regression-objectives.js';

/** Histogram gradient boosting, leaf by leaf (Ke et al. 2017), with the parameters of LightGBM's scikit-learn API. */
export const lightgbm: Estimator = {
  name: 'lightgbm',
  summary: 'Gradient boosting with histograms, grown leaf by leaf; strong on tables, handles missing values.',
  tasks: ['classification', 'regression'],
  parameters: lightgbmParameters,
  scaleSensitive: false,
  handlesMissing: true,
  handlesCategories: true,
  handlesSparse: true,
  fit: fitLightgbm,
  load: loadBoosting,
};

async function fitLightgbm(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const train = withoutWeightlessRows(given);
  const engine = new Engine(options.threads ?? 1, train.x.rows * train.x.columns);
  try {
    const objective = objectiveFor(train, options, engine);
    const context = await growContext(train, options, engine);
    const validation = options.validation && { x: options.validation.x, objective: objectiveFor(options.validation, options) };
    const random = createRandom(options.seed).fork('lightgbm');
    const sample = gossFor(options.parameters, train.x.rows, engine);
    const grow = (input: GrowInput) => growLeafWise(context, sample ? sample.draw(input) : input);
    const grower = { slots: context.layout.columns.length, memory: engine.memory, grow };
    const booster = new Booster(train.x, objective, grower, planOf(options.parameters), random, validation);
    const { ensemble, gains, history, bestIteration } = await booster.run(options);
    return fittedBoosting({ ensemble, link: objective.link, importance: normalised(gains), history, bestIteration });
  } finally {
    await engine.end();
  }
}

async function growContext({ x }: LearningSet, { parameters: values, signal }: FitOptions, engine: Engine): Promise<GrowContext> {
  const number = (name: keyof typeof lightgbmParameters) => values[name] as number;
  const rules = rulesOf(values, x.columns);
  const binned = await binOnEngine(x, { maxBins: number('max_bin'), minRowsInBin: 3 }, engine, checkpointFor(signal));
  const layout = layOutColumns(binned, Math.max(1, rules.minRows), engine.memory);
  const valued = new ValuedSlots(binned, layout, rules);
  return {
    binned,
    layout,
    search: new LeafSearch(engine, layout, binned, rules, (slot) => valued.has(slot)),
    valued,
    buffers: new PartitionBuffers(engine, x.rows),
    rules,
    interactions: Interactions.from(values, x.columns, layout, false),
    maxLeaves: number('num_leaves'),
    maxDepth: number('max_depth') > 0 ? number('max_depth') : -1,
  };
}

function gossFor(values: ParameterValues, rows: number, { memory }: Engine): Goss | undefined {
  if (values.boosting_type !== 'goss' && values.data_sample_strategy !== 'goss') return undefined;
  const [top, other] = [values.top_rate as number, values.other_rate as number];
  if (top + other > 1) throw invalid('top_rate', `"top_rate" and "other_rate" must not exceed 1 together, but are ${top} and ${other}.`);
  if (other === 0) throw invalid('other_rate', '"other_rate" must be above 0.');
  return new Goss({ top, other, fullIterations: Math.floor(1 / (values.learning_rate as number)) }, memory.floats(2 * rows));
}

function planOf(values: ParameterValues): BoostingPlan {
  return {
    iterations: values.n_estimators as number,
    learningRate: values.learning_rate as number,
    subsample: values.subsample as number,
    subsampleFrequency: values.subsample_freq as number,
    columnShare: values.colsample_bytree as number,
    ...(values.boosting_type === 'dart' && { dropout: new DartDropout(dartRules(values)) }),
  };
}

function dartRules(values: ParameterValues): DartRules {
  return {
    dropRate: values.drop_rate as number,
    maxDrop: values.max_drop as number,
    skipDrop: values.skip_drop as number,
    uniform: values.uniform_drop as boolean,
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
