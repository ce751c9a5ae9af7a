import { LearningError } from '../errors.js';
import type { Task } from '../frame/signature.js';
import { bayesEstimators } from './bayes/index.js';
import { boostingEstimators } from './boosting/index.js';
import { createEnsembles } from './ensembles/index.js';
import type { Estimator, Specialised } from './estimator.js';
import { kernelEstimators } from './kernel/index.js';
import { requireLearningSet, requireTask } from './learning-set.js';
import { linearEstimators } from './linear/index.js';
import { neighbourEstimators } from './neighbours/index.js';
import { nearestName, type ParameterValues } from './parameters.js';
import { treeEstimators } from './trees/index.js';
import { unsupervised } from './unsupervised-registry.js';

/** The folders of estimators. Each has an index.ts that lists them and a contract.spec.ts that runs the contract suite on what is listed. */
const families: readonly (readonly Estimator[])[] = [
  linearEstimators,
  bayesEstimators,
  treeEstimators,
  boostingEstimators,
  kernelEstimators,
  neighbourEstimators,
  createEnsembles(findEstimator),
];

/** Every algorithm by its name. */
export const estimators: ReadonlyMap<string, Estimator> = new Map(families.flat().map((estimator) => [estimator.name, checked(estimator)]));

/** Throws `learning.algorithm_unknown`, naming the nearest, and `learning.task_unsupported`, naming what the algorithm does. */
export function findEstimator(name: string, task: Task): Estimator {
  const estimator = estimators.get(name);
  if (!estimator) throw unknownAlgorithm(name);
  requireTask(estimator, task);
  return estimator;
}

/** Checks what an estimator is given before it learns. */
function checked(estimator: Estimator): Estimator {
  return {
    ...estimator,
    specialise: estimator.specialise && ((parameters, task) => checkedMembers(estimator, parameters, task)),
    async fit(train, options) {
      requireLearningSet(estimator, train, options);
      return estimator.fit(train, options);
    },
  };
}

function checkedMembers(estimator: Estimator, parameters: ParameterValues, task: Task): Specialised {
  const own = estimator.specialise?.(parameters, task) ?? { estimator, parameters };
  return { ...own, estimator: checked(own.estimator) };
}

function unknownAlgorithm(name: string): LearningError {
  if (unsupervised.has(name))
    return new LearningError(
      'learning.task_unsupported',
      `"${name}" learns without a target; ask for clustering or anomaly_detection.`,
      'algorithm',
    );
  const names = [...estimators.keys()];
  const nearest = nearestName(name, names);
  const hint = nearest ? `; did you mean "${nearest}"?` : `; there are ${names.join(', ')}.`;
  return new LearningError('learning.algorithm_unknown', `There is no algorithm "${name}"${hint}`, 'algorithm');
}
