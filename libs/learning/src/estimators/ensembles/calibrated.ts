import { LearningError } from '../../errors.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix } from '../estimator.js';
import type { Member, ParameterSet } from '../parameters.js';
import { codesOfLargest, withoutWeightlessRows } from '../trees/learning-rows.js';
import { calibrated, type CalibrationMethod, type Calibrator, calibratorToOnnx, fitCalibrator } from './calibrator.js';
import { Course } from './course.js';
import {
  bindMembers,
  type BoundMember,
  type FindEstimator,
  loadMember,
  membersValue,
  outputsOf,
  type SavedMember,
  savedEnsemble,
  type Traits,
  traitsOf,
} from './members.js';
import { type ChooseFolds, foldSteps, outOfFold, seededFolds } from './out-of-fold.js';

const parameters = {
  estimator: {
    type: 'members',
    single: true,
    default: null,
    doc: 'The classifier whose probabilities are calibrated; null for random_forest.',
  },
  method: {
    type: 'choice',
    default: 'sigmoid',
    choices: ['sigmoid', 'isotonic'],
    doc: 'sigmoid has two parameters and needs few rows; isotonic follows any shape and needs a thousand.',
  },
  cv: { type: 'integer', default: 5, min: 2, max: 50, doc: 'Folds for the predictions that the calibration is learned from.' },
} as const satisfies ParameterSet;

/** What the default classifier takes. */
const treeTraits: Traits = { scaleSensitive: false, handlesMissing: true };

/** How probabilities are calibrated. */
export interface CalibrationOptions {
  readonly method: CalibrationMethod;
  /** From 2: on out-of-fold predictions. 0: on the validation rows, with the estimator as it is (scikit-learn's FrozenEstimator). */
  readonly folds: number;
}

/** Calibration as an algorithm of its own, so that members of ensembles can be calibrated too; scikit-learn's CalibratedClassifierCV(ensemble=False). */
export function createCalibrated(find: FindEstimator, chooseFolds: ChooseFolds = seededFolds, traits: Traits = treeTraits): Estimator {
  const bind = (given: unknown) => {
    const members = (given as readonly Member[] | null) ?? [{ algorithm: 'random_forest', hyperparameters: {} }];
    return bindMembers(find, 'estimator', members, 'classification')[0];
  };
  return {
    name: 'calibrated',
    summary: 'A classifier whose probabilities are brought in line with how often they come true.',
    tasks: ['classification'],
    parameters,
    ...traits,
    specialise(values) {
      const base = bind(values.estimator);
      return {
        parameters: { ...values, estimator: membersValue([base]) },
        estimator: createCalibrated(find, chooseFolds, traitsOf([base])),
      };
    },
    fit(train, options) {
      const { estimator, method, cv } = options.parameters;
      const calibration = { method: method as CalibrationMethod, folds: cv as number };
      return fitCalibrated(bind(estimator), train, options, calibration, chooseFolds);
    },
    load(json) {
      const { base, calibrator } = savedEnsemble<SavedCalibrated>(json, format);
      const { algorithm: name, model } = loadMember(find, base, calibrator.classes);
      return fittedCalibrated(name, model, calibrator);
    },
  };
}

/**
 * A classifier that is calibrated whenever it is fitted; hyper-parameters and needs are its own. Throws `learning.task_unsupported` for an
 * algorithm that doesn't classify. Its fit throws `learning.parameter_invalid` where it should calibrate on validation rows and has none.
 */
export function withCalibration(estimator: Estimator, calibration: CalibrationOptions): Estimator {
  if (!estimator.tasks.includes('classification'))
    throw new LearningError('learning.task_unsupported', `"${estimator.name}" gives no probabilities to calibrate.`, 'calibration');
  const algorithm = estimator.name;
  return {
    ...estimator,
    tasks: ['classification'],
    specialise:
      estimator.specialise &&
      ((values, task) => {
        const own = estimator.specialise?.(values, task) ?? { estimator, parameters: values };
        return { ...own, estimator: withCalibration(own.estimator, calibration) };
      }),
    fit: (train, options) =>
      fitCalibrated({ algorithm, estimator, parameters: options.parameters }, train, options, calibration, seededFolds),
    load(json) {
      const { base, calibrator } = savedEnsemble<SavedCalibrated>(json, format);
      return fittedCalibrated(base.algorithm, estimator.load(base.model), calibrator);
    },
  };
}

async function fitCalibrated(
  base: BoundMember,
  given: LearningSet,
  options: FitOptions,
  { method, folds: count }: CalibrationOptions,
  chooseFolds: ChooseFolds,
): Promise<FittedEstimator> {
  const { classes, validation } = options;
  if (count === 0 && !validation)
    throw new LearningError('learning.parameter_invalid', 'Calibration without folds needs validation rows.', 'calibrationFolds');
  const train = withoutWeightlessRows(given);
  const folds = count === 0 ? [] : chooseFolds(train, options, count);
  const course = new Course(options, 1 + (count === 0 ? 0 : foldSteps(folds)));
  const unseen = count === 0 ? undefined : await outOfFold(base, train, folds, options, 'base', course);
  // With the seed of the fit itself: the classifier is the one that would have been learned without calibration.
  const model = await base.estimator.fit(train, { ...options, parameters: base.parameters, onProgress: undefined });
  await course.step();
  const set = unseen ? train : (validation as LearningSet);
  const probabilities = unseen ?? outputsOf({ algorithm: base.algorithm, model }, set.x);
  return fittedCalibrated(base.algorithm, model, fitCalibrator(method, probabilities, set.y, classes, set.weights));
}

const format = 'atelier.calibrated.1';

interface SavedCalibrated {
  readonly format: typeof format;
  readonly base: SavedMember;
  readonly calibrator: Calibrator;
}

/** History and importance are those of the classifier. */
function fittedCalibrated(algorithm: string, model: FittedEstimator, calibrator: Calibrator): FittedEstimator {
  const proba = (x: Matrix) => calibrated(calibrator, outputsOf({ algorithm, model }, x));
  return {
    predict: (x) => codesOfLargest(proba(x), calibrator.classes),
    predictProba: proba,
    importance: model.importance,
    history: model.history,
    bestIteration: model.bestIteration,
    toOnnx: (graph, input) => calibratorToOnnx(calibrator, graph, model.toOnnx(graph, input)),
    toJSON: (): SavedCalibrated => ({ format, base: { algorithm, model: model.toJSON() }, calibrator }),
  };
}
