/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { describeEstimator, type EstimatorTraits } from './estimator.suite.js';
import { estimators, findEstimator } from './registry.js';

const traits: Readonly<Record<string, EstimatorTraits>> = {
  logistic: { weightsAreRepetition: true },
  ridge: { weightsAreRepetition: true },
  // Fully grown, pairs of rows are split by any column equally well, and rounding chooses.
  decision_tree: { weightsAreRepetition: true, parameters: { max_depth: 4 } },
  random_forest: { parameters: { n_estimators: 20 } },
  lightgbm: { parameters: { n_estimators: 30, min_child_samples: 2 } },
};

for (const estimator of estimators.values()) describeEstimator(estimator, traits[estimator.name]);

describe('findEstimator', () => {
  it('finds an algorithm that does the task', () => {
    expect(findEstimator('ridge', 'regression').name).toBe('ridge');
  });

  it('names the nearest algorithm, or all', () => {
    expect(() => findEstimator('logistics', 'classification')).toThrow('There is no algorithm "logistics"; did you mean "logistic"?');
    expect(() => findEstimator('xyz', 'classification')).toThrow(/there are logistic, ridge/);
    expect(() => findEstimator('constructor', 'classification')).toThrow(expect.objectContaining({ code: 'learning.algorithm_unknown' }));
  });

  it('says which task an algorithm does', () => {
    expect(() => findEstimator('ridge', 'classification')).toThrow('"ridge" does regression, not classification');
    expect(() => findEstimator('logistic', 'regression')).toThrow(expect.objectContaining({ code: 'learning.task_unsupported' }));
  });
});
