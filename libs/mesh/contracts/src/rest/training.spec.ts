import { describe, expect, it } from '@jest/globals';
import { trainRequestSchema } from './training.js';

const request = { dataset_id: 'd', target_column: 'y', task_type: 'classification', algorithm: 'voting' };
const parsed = (hyperparameters: unknown) => trainRequestSchema.safeParse({ ...request, hyperparameters });

describe('a training request', () => {
  it('takes an ensemble with its members, by name or with hyper-parameters', () => {
    const hyperparameters = {
      members: ['logistic', { algorithm: 'lightgbm', hyperparameters: { num_leaves: 7 } }, { algorithm: 'random_forest' }],
      final_estimator: { algorithm: 'ridge', hyperparameters: { alpha: 2 } },
      weights: '2, 1, 1',
      cv: 3,
    };
    expect(parsed(hyperparameters)).toMatchObject({ success: true, data: { hyperparameters: { cv: 3, weights: '2, 1, 1' } } });
    expect(parsed({ members: 'logistic, random_forest' }).success).toBe(true);
  });

  it('takes no other structures', () => {
    for (const members of [[], [1], [{}], [{ algorithm: 'ridge', more: 1 }], [['ridge']], Array.from({ length: 51 }, () => 'ridge')])
      expect(parsed({ members }).success).toBe(false);
  });

  it('asks for a target where there is one to learn, and for none elsewhere', () => {
    const { target_column: _, ...untargeted } = request;
    const faults = (body: object) => trainRequestSchema.safeParse(body).error?.issues.map(({ path }) => path.join('.'));
    expect(faults(untargeted)).toEqual(['target_column']);
    expect(faults({ ...request, label_column: 'y' })).toEqual(['label_column']);
    const clusters = { ...untargeted, task_type: 'clustering', algorithm: 'kmeans' };
    expect(faults({ ...clusters, label_column: 'y' })).toBeUndefined();
    expect(faults({ ...clusters, target_column: 'y', calibration: 'sigmoid', early_stopping: true })).toEqual([
      'target_column',
      'calibration',
      'early_stopping',
    ]);
  });
});
