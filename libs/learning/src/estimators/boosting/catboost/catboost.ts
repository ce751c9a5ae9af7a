import { LearningError } from '../../../errors.js';
import { createRandom } from '../../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet } from '../../estimator.js';
import { Engine } from '../engine.js';
import { checkpointFor, normalised, withoutWeightlessRows } from '../../trees/learning-rows.js';
import { assembleModel } from './assemble-model.js';
import { ObliviousBooster, scaledPenalty } from './boost-oblivious.js';
import { sourcesOf } from './catboost-model.js';
import { parameters, rulesOf } from './catboost-parameters.js';
import { fittedCatboost, loadCatboost } from './fitted-catboost.js';
import { classFactors, lossFor, lossName, weightsWith } from './losses.js';
import { predictionValuesChange } from './oblivious-tree.js';
import { targetClasses } from './target-statistics.js';
import { TrainingFeatures } from './training-features.js';

/** Gradient boosting of symmetric trees with ordered target statistics for categories (Prokhorenkova et al. 2018), named as CatBoost's. */
export const catboost: Estimator = {
  name: 'catboost',
  summary: 'Gradient boosting of symmetric trees; learns from categories as they are, handles missing values, asks for little tuning.',
  tasks: ['classification', 'regression'],
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  handlesCategories: true,
  fit: fitCatboost,
  load: loadCatboost,
};

async function fitCatboost(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const name = lossName(options);
  const train = withoutWeightlessRows(given);
  const { x } = train;
  if (options.parameters.nan_mode === 'Forbidden') refuseMissing(train);
  const factors = classFactors(train, options);
  const weights = weightsWith(train, factors);
  const loss = lossFor(train, weights, name, options);
  const rules = rulesOf(options.parameters, loss, name, x, options);
  const validation = options.validation && {
    x: options.validation.x,
    loss: lossFor(options.validation, weightsWith(options.validation, factors), name, options),
  };
  const random = createRandom(options.seed).fork('catboost');
  const classes = targetClasses(train.y, options.classes, 1);
  const l2 = scaledPenalty(rules.l2, weights);
  const checkpoint = checkpointFor(options.signal);
  const engine = new Engine(options.threads ?? 1, x.rows * x.columns);
  try {
    const features = await TrainingFeatures.create(x, classes, loss.outputs, rules, l2, random.fork('orders'), engine, checkpoint);
    const createLoss = (rows?: Uint32Array) => {
      if (!rows) return lossFor(train, weights, name, options, engine);
      const y = Float64Array.from(rows, (row) => train.y[row]);
      const own = weights && Float64Array.from(rows, (row) => weights[row]);
      return lossFor({ x, y }, own, name, options, engine);
    };
    const booster = new ObliviousBooster({ rows: x.rows, weights, createLoss, validation }, features, rules, random.fork('trees'), engine);
    const { trees, bias, history, bestIteration } = await booster.run(options);
    const model = assembleModel(trees, features, classes, { columns: x.columns, bias, link: loss.link });
    const change = predictionValuesChange(model.trees, model.outputs, x.columns, (feature) => sourcesOf(model, feature));
    return fittedCatboost({ model, importance: normalised(change), history, bestIteration });
  } finally {
    await engine.end();
  }
}

function refuseMissing({ x }: LearningSet): void {
  const at = x.data.findIndex((value, i) => Number.isNaN(value) && !(x.categories && x.categories[i % x.columns] > 0));
  if (at < 0) return;
  const column = x.names[at % x.columns];
  throw new LearningError(
    'learning.value_invalid',
    `The value of "${column}" in row ${Math.floor(at / x.columns) + 1} is missing, which nan_mode Forbidden refuses; impute it or choose Min.`,
    column,
  );
}
