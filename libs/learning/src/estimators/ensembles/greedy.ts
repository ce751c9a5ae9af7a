import { LearningError } from '../../errors.js';
import { metricNamed, metricNames, metrics, prepareMetric } from '../../evaluation/metrics/catalogue.js';
import type { Outcome } from '../../evaluation/metrics/outcome.js';
import type { Task } from '../../frame/signature.js';
import type { Estimator, FitOptions, LearningSet } from '../estimator.js';
import type { Member, ParameterSet, ParameterValues } from '../parameters.js';
import { checkpointFor, codesOfLargest, withoutWeightlessRows } from '../trees/learning-rows.js';
import { type AveragedMember, fittedAverage, loadAverage } from './average.js';
import { Course } from './course.js';
import {
  anyMembers,
  bindMembers,
  type BoundMember,
  type FindEstimator,
  fitMember,
  membersValue,
  type Traits,
  traitsOf,
} from './members.js';
import { type ChooseFolds, foldSteps, outOfFold, seededFolds } from './out-of-fold.js';

const parameters = {
  members: {
    type: 'members',
    default: null,
    doc: 'The library to choose from; null for a linear model, a small tree, random_forest and lightgbm in three sizes.',
  },
  ensemble_size: {
    type: 'integer',
    default: 25,
    min: 1,
    max: 1000,
    search: [5, 50],
    doc: 'How often a model is chosen; the same may be chosen again.',
  },
  metric: {
    type: 'choice',
    default: null,
    choices: [null, ...metricNames],
    doc: 'What the choice makes best on out-of-fold predictions; null for log_loss or rmse.',
  },
  cv: { type: 'integer', default: 5, min: 2, max: 50, doc: 'Folds for the predictions that are chosen by.' },
} as const satisfies ParameterSet;

function defaultLibrary(task: Task): readonly Member[] {
  return [
    { algorithm: task === 'classification' ? 'logistic' : 'ridge', hyperparameters: {} },
    { algorithm: 'decision_tree', hyperparameters: { max_depth: 4 } },
    { algorithm: 'random_forest', hyperparameters: {} },
    { algorithm: 'lightgbm', hyperparameters: {} },
    { algorithm: 'lightgbm', hyperparameters: { num_leaves: 7 } },
    { algorithm: 'lightgbm', hyperparameters: { num_leaves: 15, learning_rate: 0.05 } },
  ];
}

/**
 * Greedy choice with replacement from a library of models (Caruana et al. 2004, section 2): each step adds the model with which the average of
 * out-of-fold predictions scores best; the best of all steps is kept. Weights are how often each was chosen; unchosen models are left out.
 */
export function createGreedy(find: FindEstimator, chooseFolds: ChooseFolds = seededFolds, traits: Traits = anyMembers): Estimator {
  const bind = (values: ParameterValues, task: Task) => {
    requireMetric(values.metric as string | null, task);
    return bindMembers(find, 'members', (values.members as readonly Member[] | null) ?? defaultLibrary(task), task);
  };
  return {
    name: 'greedy',
    summary: 'The weighted average of models, chosen from a library by what helps the whole most.',
    tasks: ['classification', 'regression'],
    parameters,
    ...traits,
    specialise(values, task) {
      const members = bind(values, task);
      return { parameters: { ...values, members: membersValue(members) }, estimator: createGreedy(find, chooseFolds, traitsOf(members)) };
    },
    async fit(given, options) {
      const library = bind(options.parameters, options.task);
      const train = withoutWeightlessRows(given);
      const { members, history } = await chooseAndFit(library, train, options, chooseFolds);
      const takesMissing = traits.handlesMissing;
      return fittedAverage({ members, classes: options.classes, columns: train.x.columns, takesMissing, hard: false, history });
    },
    load: (json) => loadAverage(find, json),
  };
}

function requireMetric(metric: string | null, task: Task): void {
  if (metric === null || metricNamed(metric).task === task) return;
  const fitting = metricNames.filter((name) => metrics[name].task === task).join(', ');
  throw new LearningError('learning.parameter_invalid', `"metric" must be one of ${fitting} for ${task}, not "${metric}".`, 'metric');
}

async function chooseAndFit(library: readonly BoundMember[], train: LearningSet, options: FitOptions, chooseFolds: ChooseFolds) {
  const folds = chooseFolds(train, options, options.parameters.cv as number);
  const course = new Course(options, library.length * (foldSteps(folds) + 1));
  const outputs: Float64Array[] = [];
  for (const [i, member] of library.entries()) outputs.push(await outOfFold(member, train, folds, options, `member ${i}`, course));
  const { counts, scores } = await chooseGreedily(outputs, train, options);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const members: AveragedMember[] = [];
  for (const [i, member] of library.entries()) {
    if (counts[i] > 0) members.push({ ...(await fitMember(member, train, options, `member ${i}`)), weight: counts[i] / total });
    await course.step({ out_of_fold_score: scores[scores.length - 1] });
  }
  return { members, history: course.history };
}

/** How often each model was chosen, and the metric after each choice that was kept. */
export async function chooseGreedily(
  outputs: readonly Float64Array[],
  { y, weights }: LearningSet,
  { task, classes, signal, parameters: { metric, ensemble_size } }: Pick<FitOptions, 'task' | 'classes' | 'parameters' | 'signal'>,
): Promise<{ readonly counts: readonly number[]; readonly scores: readonly number[] }> {
  const name = (metric as string | null) ?? (task === 'classification' ? 'log_loss' : 'rmse');
  const sign = metricNamed(name).direction === 'maximize' ? 1 : -1;
  const scoreOf = (mean: Float64Array) => prepareMetric(name, outcomeOf(mean, y, task, classes))(weights);
  const checkpoint = checkpointFor(signal);
  const chosen: number[] = [];
  const scores: number[] = [];
  const sum = new Float64Array(outputs[0].length);
  for (let size = 1; size <= (ensemble_size as number); size++) {
    const tried: number[] = [];
    for (const own of outputs) {
      tried.push(scoreOf(sum.map((value, i) => (value + own[i]) / size)));
      await checkpoint();
    }
    const best = tried.reduce((top, score, i) => (sign * score > sign * tried[top] || Number.isNaN(tried[top]) ? i : top), 0);
    chosen.push(best);
    scores.push(tried[best]);
    outputs[best].forEach((value, i) => {
      sum[i] += value;
    });
  }
  const kept = scores.reduce((top, score, i) => (sign * score > sign * scores[top] ? i : top), 0) + 1;
  return { counts: outputs.map((_, i) => chosen.slice(0, kept).filter((choice) => choice === i).length), scores: scores.slice(0, kept) };
}

function outcomeOf(mean: Float64Array, y: Float64Array, task: Task, classes: number): Outcome {
  if (task === 'regression') return { task, truth: y, prediction: mean };
  return { task, classes, truth: y, prediction: codesOfLargest(mean, classes), proba: mean };
}
