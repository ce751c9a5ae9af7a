import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { findEstimator } from './registry.js';

describe('the families of estimators', () => {
  it('each run the contract suite', () => {
    const here = fileURLToPath(new URL('.', import.meta.url));
    const families = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
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
