import { compareRequestSchema, trainRequestSchema } from '@atelier/contracts';
import { resolvePlan } from '@atelier/learning';
import { describe, expect, it } from '@jest/globals';
import { shopColumns } from '../shop.suite.js';
import { planOf } from './plan.js';

const prepared = {
  cleaning: { missing_strategy: 'knn', missing_indicator: true, outlier_method: 'iqr', outlier_threshold: 2, outlier_action: 'cap' },
  encoding: 'target',
  polynomial: { degree: 2 },
  power: 'yeo_johnson',
  feature_selection: { method: 'mutual_info', n_features: 2 },
} as const;
const base = { dataset_id: 'd', target_column: 'spent', task_type: 'regression', ...prepared } as const;

describe('preparationOf', () => {
  it('hands what a training asks for to learning', () => {
    const request = trainRequestSchema.parse({ ...base, algorithm: 'ridge' });
    const plan = planOf({ ...request, task_type: 'regression', target_column: 'spent' }, shopColumns);
    expect(plan).toMatchObject({
      cleaning: { missingStrategy: 'knn', missingIndicator: true, outlierMethod: 'iqr', outlierThreshold: 2, outlierAction: 'cap' },
      encoding: 'target',
      polynomial: { degree: 2, interactionOnly: false },
      power: 'yeo_johnson',
      selection: { method: 'mutual_info', nFeatures: 2 },
    });
    expect(() => resolvePlan(plan)).not.toThrow();
  });

  it('hands quantiles to learning, which refuses them beside a power', () => {
    const plan = (quantile: object, power?: string) =>
      planOf(
        { ...trainRequestSchema.parse({ ...base, algorithm: 'ridge', quantile, power }), task_type: 'regression', target_column: 'spent' },
        shopColumns,
      );
    expect(plan({ output: 'normal' })).toMatchObject({ quantile: { output: 'normal', quantiles: 1000 } });
    expect(() => resolvePlan(plan({ output: 'uniform', n_quantiles: 5 }))).not.toThrow();
    expect(() => resolvePlan(plan({ output: 'uniform' }, 'log1p'))).toThrow(/left out where "power" is given/);
  });

  it('hands to learning how texts are read', () => {
    const plan = (text: unknown) => {
      const request = trainRequestSchema.parse({ ...base, algorithm: 'ridge', text });
      return planOf({ ...request, task_type: 'regression', target_column: 'spent' }, shopColumns).text;
    };
    expect(plan(undefined)).toBeUndefined();
    expect(plan('none')).toBe('none');
    expect(plan({})).toEqual({ encoding: 'text' });
    expect(plan({ word_ngrams: [1, 3], char_ngrams: null, max_features: 9, min_df: 1, embeddings: 2, statistics: false })).toEqual({
      encoding: 'text',
      wordNgrams: [1, 3],
      charNgrams: null,
      maxFeatures: 9,
      minDf: 1,
      embeddings: 2,
      statistics: false,
    });
    expect(() => plan({ encoding: 'client_fast', embeddings: 2 })).toThrow(/does not go with the encoding client_fast/);
    expect(() => plan({ ngrams: [1, 2] })).toThrow(/ngrams/);
  });

  it('hands learning how columns are written, so that a model reads requests in the same way', () => {
    const request = trainRequestSchema.parse({ ...base, algorithm: 'ridge' });
    const [first, ...rest] = shopColumns;
    const columns = [{ ...first, format: 'thousands dot' }, ...rest];
    const plan = planOf({ ...request, task_type: 'regression', target_column: 'spent' }, columns);
    expect(plan.columns.map(({ format }) => format)).toEqual(['thousands dot', ...rest.map(() => undefined)]);
  });

  it('hands what a comparison asks for to every fold', () => {
    const request = compareRequestSchema.parse({ ...base, models: ['ridge'] });
    expect(planOf({ ...request, algorithm: 'ridge', hyperparameters: {} }, shopColumns)).toMatchObject({ encoding: 'target' });
  });

  it('adds nothing to a request that says nothing', () => {
    const plain = { dataset_id: 'd', target_column: 'spent', task_type: 'regression', algorithm: 'ridge' } as const;
    const { task_type: _, target_column: __, ...request } = trainRequestSchema.parse(plain);
    const plan = planOf({ ...request, task_type: 'regression', target_column: 'spent' }, shopColumns);
    for (const field of ['cleaning', 'encoding', 'polynomial', 'power', 'selection']) expect(plan).not.toHaveProperty(field);
    const cleaning = { missing_strategy: 'mean' } as const;
    const only = planOf({ ...request, task_type: 'regression', target_column: 'spent', cleaning }, shopColumns);
    expect(Object.keys(only.cleaning ?? {})).toEqual(['missingStrategy']);
  });

  it.each([
    [{ cleaning: { missing_strategy: 'forward_fill' } }, 'cleaning.missing_strategy'],
    [{ polynomial: { degree: 4 } }, 'polynomial.degree'],
    [{ quantile: { output: 'normal', n_quantiles: 1 } }, 'quantile.n_quantiles'],
    [{ feature_selection: { method: 'rfe' } }, 'feature_selection.n_features'],
    [{ task_type: 'clustering', target_column: undefined, algorithm: 'kmeans', encoding: 'target' }, 'encoding'],
  ])('refuses %o', (changes, path) => {
    const parsed = trainRequestSchema.safeParse({
      dataset_id: 'd',
      target_column: 'spent',
      task_type: 'regression',
      algorithm: 'ridge',
      ...changes,
    });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
