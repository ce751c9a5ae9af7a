import { LearningError } from '../errors.js';
import type { Task } from '../frame/signature.js';
import { boostingEstimators } from './boosting/index.js';
import type { Estimator } from './estimator.js';
import { requireLearningSet, requireTask } from './learning-set.js';
import { linearEstimators } from './linear/index.js';
import { nearestName } from './parameters.js';
import { treeEstimators } from './trees/index.js';

/** The folders of estimators. Each has an index.ts that lists them and a contract.spec.ts that runs the contract suite on what is listed. */
const families: readonly (readonly Estimator[])[] = [linearEstimators, treeEstimators, boostingEstimators];

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
    async fit(train, options) {
      requireLearningSet(estimator, train, options);
      return estimator.fit(train, options);
    },
  };
}

function unknownAlgorithm(name: string): LearningError {
  const names = [...estimators.keys()];
  const nearest = nearestName(name, names);
  const hint = nearest ? `; did you mean "${nearest}"?` : `; there are ${names.join(', ')}.`;
  return new LearningError('learning.algorithm_unknown', `There is no algorithm "${name}"${hint}`, 'algorithm');
}
