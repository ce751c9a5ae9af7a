import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { resolveParameters } from './parameters.js';
import { findEstimator } from './registry.js';

describe('the families of estimators', () => {
  it('each run the contract suite', () => {
    const here = fileURLToPath(new URL('.', import.meta.url));
    const families = readdirSync(here, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && readdirSync(`${here}${entry.name}`).length > 0,
    );
    expect(families.length).toBeGreaterThan(2);
    for (const { name } of families)
      expect(readdirSync(`${here}${name}`)).toEqual(expect.arrayContaining(['index.ts', 'contract.spec.ts']));
  });
});

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

describe('what a registered estimator learns from', () => {
  const parameters = resolveParameters('ridge', findEstimator('ridge', 'regression').parameters, {});
  const fit = (categories: Int32Array) =>
    findEstimator('ridge', 'regression').fit(
      { x: { rows: 2, columns: 2, data: Float32Array.of(1, 0, 2, 1), names: ['age', 'city'], categories }, y: Float64Array.of(1, 2) },
      { task: 'regression', classes: 0, parameters, seed: 0 },
    );

  it('has no categories where the estimator takes numbers only', async () => {
    await expect(fit(Int32Array.of(0, 0))).resolves.toBeDefined();
    await expect(fit(Int32Array.of(0, 2))).rejects.toMatchObject({ code: 'learning.value_invalid', where: 'city' });
    await expect(fit(Int32Array.of(0))).rejects.toMatchObject({ code: 'learning.value_invalid' });
  });
});
