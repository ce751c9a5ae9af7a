import { describe, expect, it } from '@jest/globals';
import type { FitOptions, FittedEstimator } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { type EnsembleJSON, ensembleFromJSON } from '../trees/tree-ensemble.js';
import { largestError, matrixOf, readFixture, setsOf } from '../trees/trees.suite.js';
import { gradientBoosting } from './gradient-boosting.js';

const fixture = readFixture(new URL('./fixtures/gradient-boosting.json', import.meta.url));
const regression = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
const binary = setsOf(fixture, fixture.cases[0]);
const three = setsOf(fixture, { ...fixture.cases[0], target: 'three' });

function options(
  { task, classes }: Pick<FitOptions, 'task' | 'classes'>,
  given: Readonly<Record<string, ParameterValue>> = {},
): FitOptions {
  return { task, classes, seed: 1, parameters: resolveParameters('gradient_boosting', gradientBoosting.parameters, given) };
}

function treesOf(fitted: FittedEstimator) {
  return ensembleFromJSON((fitted.toJSON() as { ensemble: EnsembleJSON }).ensemble).trees;
}

const leavesOf = (fitted: FittedEstimator) => treesOf(fitted).map(({ values }) => values.length);

describe('gradient_boosting', () => {
  it.each(fixture.cases)('is scikit-learn’s model: $name', async (given) => {
    const sets = setsOf(fixture, given);
    const fitted = await gradientBoosting.fit(sets.train, options(sets, given.parameters));
    expect(leavesOf(fitted)).toEqual(given.leaves);
    expect(largestError(fitted.predictProba?.(sets.test) ?? fitted.predict(sets.test), given.predictions)).toBeLessThan(1e-6);
  });
});
