import { createRandom } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, LearningSet, Progress } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor, withoutWeightlessRows } from '../trees/learning-rows.js';
import type { AdaptiveBoosting } from './adaboost-tree.js';
import { BoostedVotes } from './adaboost-classes.js';
import { BoostedMedian, loadMedian, medianFormat } from './adaboost-values.js';
import { loadBoosting } from './fitted-boosting.js';

const parameters = {
  n_estimators: { type: 'integer', default: 50, min: 1, max: 10_000, search: [20, 300], doc: 'Most trees; a perfect one ends the fit.' },
  learning_rate: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 10,
    log: true,
    search: [0.01, 2],
    doc: 'Shrinks the weight of each tree.',
  },
  loss: {
    type: 'choice',
    default: 'linear',
    choices: ['linear', 'square', 'exponential'],
    doc: 'How errors of a regression raise the weight of a row.',
  },
  max_depth: {
    type: 'integer',
    default: null,
    min: 1,
    search: [1, 6],
    doc: 'Deepest level of a tree; null is 1 for classification and 3 for regression.',
  },
  min_samples_split: { type: 'integer', default: 2, min: 2, doc: 'Fewest rows of a node that may be split.' },
  min_samples_leaf: { type: 'integer', default: 1, min: 1, search: [1, 20], doc: 'Fewest rows of a leaf.' },
} as const satisfies ParameterSet;

/** SAMME on small trees (Zhu et al. 2009) and AdaBoost.R2 (Drucker 1997), as scikit-learn's AdaBoostClassifier and AdaBoostRegressor. */
export const adaboost: Estimator = {
  name: 'adaboost',
  summary: 'Small trees in a row, each looking hardest at what those before it got wrong; they vote by their success.',
  tasks: ['classification', 'regression'],
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  fit: fitAdaboost,
  load: (json) => ((json as { format?: string } | null)?.format === medianFormat ? loadMedian(json) : loadBoosting(json)),
};

async function fitAdaboost(given: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const checkpoint = checkpointFor(options.signal);
  const train = withoutWeightlessRows(given);
  const random = createRandom(options.seed).fork('adaboost');
  const course: AdaptiveBoosting =
    options.task === 'classification' ? new BoostedVotes(train, options, random) : new BoostedMedian(train, options, random);
  const total = options.parameters.n_estimators as number;
  const history: Progress[] = [];
  let best = -1;
  for (let iteration = 0; iteration < total; iteration++) {
    const goesOn = await course.step(iteration, checkpoint);
    if (history.length > 0 && course.trees.length <= history.length) break;
    const progress = { iteration, total, metrics: course.measure() };
    history.push(progress);
    options.onProgress?.(progress);
    await checkpoint();
    if (best < 0 || progress.metrics.validation_loss < history[best].metrics.validation_loss) best = iteration;
    if (!goesOn || hasStalled(iteration - best, options)) break;
  }
  const chooses = options.earlyStopping !== undefined && options.validation !== undefined;
  return chooses ? course.finish(best + 1, history, best) : course.finish(course.trees.length, history);
}

function hasStalled(since: number, { earlyStopping, validation }: FitOptions): boolean {
  return earlyStopping !== undefined && validation !== undefined && since >= earlyStopping.patience;
}
