import { LearningError } from '../errors.js';
import type { Task } from '../frame/signature.js';
import { lightgbm } from './boosting/lightgbm.js';
import type { Estimator } from './estimator.js';
import { requireLearningSet, requireTask } from './learning-set.js';
import { logistic } from './linear/logistic.js';
import { ridge } from './linear/ridge.js';
import { nearestName } from './parameters.js';
import { decisionTree } from './trees/decision-tree.js';
import { randomForest } from './trees/random-forest.js';

/** Every algorithm by its name. What stands here is run through the contract suite (estimator.suite.ts). */
export const estimators: ReadonlyMap<string, Estimator> = new Map(
  [logistic, ridge, decisionTree, randomForest, lightgbm].map((estimator) => [estimator.name, checked(estimator)]),
);

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
