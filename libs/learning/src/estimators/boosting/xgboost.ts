import { LearningError } from '../../errors.js';
import { createRandom, type Random, shuffle } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet, Matrix } from '../estimator.js';
import type { ParameterValues } from '../parameters.js';
import { checkpointFor, normalised, withoutWeightlessRows } from '../trees/learning-rows.js';
import { Booster, type BoostingPlan, type TreeGrower } from './boost.js';
import { Dropout } from './dropout.js';
import { Engine } from './engine.js';
import { fittedBoosting, loadBoosting } from './fitted-boosting.js';
import type { GrowInput } from './grow-leaf-wise.js';
import { growLevelWise, histogramsIn, type LevelWiseContext } from './grow-level-wise.js';
import { layOutColumns } from './histogram-layout.js';
import { withLogisticKernel } from './logistic-kernel.js';
import type { Objective, Targets } from './objectives.js';
import { sampleByGradient } from './gradient-sampling.js';
import { Interactions } from './interactions.js';
import type { SearchRules } from './leaf-search.js';
import { type CutMatrix, cutOnEngine } from './xgboost-bins.js';
import {
  absoluteErrorObjective,
  gammaObjective,
  logisticObjective,
  pinballObjective,
  poissonCountObjective,
  pseudoHuberObjective,
  softprobObjective,
  squaredErrorObjective,
  tweedieObjective,
} from './xgboost-objectives.js';
import type { XgboostRules } from './xgboost-gain.js';
import { xgboostParameters } from './xgboost-parameters.js';
import { XgboostSplits } from './xgboost-split.js';

/** Regularised gradient boosting, level by level (Chen and Guestrin 2016), with the parameters of XGBoost's scikit-learn API. */
export const xgboost: Estimator = {
  name: 'xgboost',
  summary: 'Gradient boosting with regularised trees, grown level by level; strong on tables, handles missing values.',
  tasks: ['classification', 'regression'],
  parameters: xgboostParameters,
  scaleSensitive: false,
  handlesMissing: true,
  handlesCategories: true,
  handlesSparse: true,
  fit: fitXgboost,
  load: loadBoosting,
};

async function fitXgboost(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const train = withoutWeightlessRows(given);
  const { parameters: values } = options;
  const plain = objectiveFor(train, options);
  const validation = options.validation && { x: options.validation.x, objective: objectiveFor(options.validation, options) };
  const random = createRandom(options.seed).fork('xgboost');
  const engine = new Engine(options.threads ?? 1, train.x.rows * train.x.columns);
  try {
    const objective = withKernels(plain, train, options, engine);
    const context = growContext(train.x, await cutTable(train, options, engine), values, engine);
    const booster = new Booster(train.x, objective, growerFor(context, values, engine), planOf(values), random, validation);
    const { ensemble, gains, history, bestIteration } = await booster.run(options);
    return fittedBoosting({ ensemble, link: objective.link, importance: normalised(gains), history, bestIteration });
  } finally {
    await engine.end();
  }
}

function planOf(values: ParameterValues): BoostingPlan {
  const learningRate = Math.fround(values.learning_rate as number);
  const isUniform = values.sampling_method === 'uniform';
  return {
    iterations: values.n_estimators as number,
    learningRate,
    subsample: isUniform ? (values.subsample as number) : 1,
    subsampleFrequency: 1,
    columnShare: values.colsample_bytree as number,
    keepsSingleLeaves: true,
    ...(values.booster === 'dart' && {
      dropout: new Dropout({
        rateDrop: values.rate_drop as number,
        skipDrop: values.skip_drop as number,
        oneDrop: values.one_drop as boolean,
        sampleType: values.sample_type as 'uniform' | 'weighted',
        normalizeType: values.normalize_type as 'tree' | 'forest',
        learningRate,
      }),
    }),
  };
}

function cutTable({ x, weights }: LearningSet, { parameters: values, signal }: FitOptions, engine: Engine): Promise<CutMatrix> {
  if (values.max_depth === 0 && values.max_leaves === 0)
    throw invalid('max_depth', '"max_depth" and "max_leaves" must not both be 0: trees would grow without limit.');
  return cutOnEngine(x, weights, values.max_bin as number, engine, checkpointFor(signal));
}

function growerFor(context: LevelWiseContext, values: ParameterValues, engine: Engine): TreeGrower {
  const grower = { slots: context.layout.columns.length, memory: engine.memory };
  if (values.sampling_method === 'uniform') return { ...grower, grow: (input) => growLevelWise(context, input) };
  const share = values.subsample as number;
  const lambda = values.reg_lambda as number;
  const scaled = engine.memory.floats(2 * context.binned.rows);
  return { ...grower, grow: (input) => growLevelWise(context, { ...input, ...sampleByGradient(input, share, lambda, scaled) }) };
}

function growContext(x: Matrix, cuts: CutMatrix, values: ParameterValues, engine: Engine): LevelWiseContext {
  const number = (name: keyof typeof xgboostParameters) => values[name] as number;
  const layout = layOutColumns(cuts.binned, 1, engine.memory);
  const rules = {
    minChildWeight: Math.fround(number('min_child_weight')),
    gamma: number('gamma'),
    lambda: Math.fround(number('reg_lambda')),
    alpha: Math.fround(number('reg_alpha')),
    maxDeltaStep: Math.fround(maxDeltaStepOf(values)),
    monotone: directionsOf(values, x),
    maxCatToOnehot: number('max_cat_to_onehot'),
    maxCatThreshold: number('max_cat_threshold'),
  };
  const splits = new XgboostSplits(cuts, layout, rules);
  return {
    ...histogramsIn(engine, cuts.binned, layout, { rules: searchRules(rules), leavesOut: (slot) => splits.has(slot) }),
    rules: splits,
    interactions: Interactions.from(values, x.columns, layout, true),
    maxDepth: number('max_depth') || Number.POSITIVE_INFINITY,
    maxLeaves: number('max_leaves') || Number.POSITIVE_INFINITY,
    order: values.grow_policy === 'depthwise' ? 'depth' : 'gain',
    drawSlots: slotDrawer(number('colsample_bylevel'), number('colsample_bynode')),
  };
}

function searchRules({ minChildWeight, lambda, alpha, maxDeltaStep, monotone }: XgboostRules): SearchRules {
  return { minRows: 0, minHessian: minChildWeight, minGain: 0, l1: alpha, l2: lambda, maxDeltaStep, directions: monotone };
}

function maxDeltaStepOf(values: ParameterValues): number {
  return (values.max_delta_step as number | null) ?? (values.objective === 'count:poisson' ? 0.7 : 0);
}

function directionsOf(values: ParameterValues, { columns, categories, names }: Matrix): Int8Array | undefined {
  const text = values.monotone_constraints as string | null;
  const given = text?.match(/-?[01]/g)?.map(Number) ?? [];
  if (given.length > columns)
    throw invalid('monotone_constraints', `"monotone_constraints" has ${given.length} directions for ${columns} columns.`);
  const unordered = given.findIndex((direction, column) => direction !== 0 && (categories?.[column] ?? 0) > 0);
  if (unordered >= 0)
    throw invalid(
      'monotone_constraints',
      `"${names[unordered]}" holds categories, which have no direction; give 0 for it in "monotone_constraints".`,
    );
  if (given.every((direction) => direction === 0)) return undefined;
  return Int8Array.from({ length: columns }, (_, column) => given[column] ?? 0);
}

/** The columns of a level are drawn from the tree's, those of a node from its level's. */
function slotDrawer(byLevel: number, byNode: number): LevelWiseContext['drawSlots'] {
  if (byLevel >= 1 && byNode >= 1) return undefined;
  return ({ slots, random }: GrowInput) => {
    const levels: Int32Array[] = [];
    let nodes = 0;
    return (depth) => {
      levels[depth] ??= drawShare(slots, byLevel, random.fork(`level ${depth}`));
      return drawShare(levels[depth], byNode, random.fork(`node ${nodes++}`));
    };
  };
}

function drawShare(slots: Int32Array, share: number, random: Random): Int32Array {
  if (share >= 1) return slots;
  return shuffle(slots.slice(), random)
    .slice(0, Math.max(1, Math.floor(slots.length * share)))
    .sort();
}

function objectiveFor({ y, weights }: LearningSet, { task, classes, parameters: values }: FitOptions): Objective {
  const targets = { y: Float32Array.from(y), weights };
  const name = objectiveName(values, task, classes);
  const base = values.base_score as number | null;
  requireBase(name, base);
  return task === 'classification' ? classificationObjective(targets, classes, values) : regressionObjective(targets, name, values);
}

/** The same objective, its gradients by kernel where there is one. */
function withKernels(plain: Objective, { y, weights }: LearningSet, { parameters: values }: FitOptions, engine: Engine): Objective {
  if (plain.link !== 'logistic' || weights) return plain;
  return withLogisticKernel(plain, y, Math.fround(values.scale_pos_weight as number), engine, 'roundedGradients');
}

function objectiveName(values: ParameterValues, task: FitOptions['task'], classes: number): string {
  const fitting = task === 'regression' ? 'reg:squarederror' : classes > 2 ? 'multi:softprob' : 'binary:logistic';
  const name = (values.objective as string | null) ?? fitting;
  const isClassifier = name === 'binary:logistic' || name === 'multi:softprob';
  if (isClassifier ? name === fitting : task === 'regression') return name;
  const instead = task === 'regression' ? 'give one for regression' : `leave it out or give "${fitting}"`;
  throw invalid('objective', `"objective" is "${name}", which does not fit this ${task}; ${instead}.`);
}

function requireBase(name: string, base: number | null): void {
  if (base === null) return;
  const isLogistic = name === 'binary:logistic';
  if (isLogistic && !(base > 0 && base < 1))
    throw invalid('base_score', `"base_score" must lie between 0 and 1 for ${name}, not at ${base}.`);
  if (['count:poisson', 'reg:gamma', 'reg:tweedie'].includes(name) && !(base > 0))
    throw invalid('base_score', `"base_score" must be above 0 for ${name}, not ${base}.`);
}

function classificationObjective(targets: Targets, classes: number, values: ParameterValues): Objective {
  const base = values.base_score as number | null;
  return classes > 2
    ? softprobObjective(targets, classes, base)
    : logisticObjective(targets, Math.fround(values.scale_pos_weight as number), base);
}

function regressionObjective(targets: Targets, name: string, values: ParameterValues): Objective {
  const base = values.base_score as number | null;
  requireTargets(targets, name);
  switch (name) {
    case 'reg:absoluteerror':
      return absoluteErrorObjective(targets, base);
    case 'reg:quantileerror':
      return pinballObjective(targets, values.quantile_alpha as number, base);
    case 'reg:pseudohubererror':
      return pseudoHuberObjective(targets, values.huber_slope as number, base);
    case 'count:poisson':
      return poissonCountObjective(targets, maxDeltaStepOf(values), base);
    case 'reg:gamma':
      return gammaObjective(targets, base);
    case 'reg:tweedie':
      return tweedieObjective(targets, values.tweedie_variance_power as number, base);
    default:
      return squaredErrorObjective(targets, base);
  }
}

function requireTargets({ y }: Targets, name: string): void {
  const wrong =
    name === 'reg:gamma'
      ? y.some((value) => value <= 0) && 'above 0'
      : ['count:poisson', 'reg:tweedie'].includes(name) && y.some((value) => value < 0) && 'without negative values';
  if (wrong) throw new LearningError('learning.value_invalid', `The loss ${name} needs a target ${wrong}.`, 'objective');
}

function invalid(where: string, message: string): LearningError {
  return new LearningError('learning.parameter_invalid', message, where);
}
