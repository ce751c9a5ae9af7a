import { describe, expect, it } from '@jest/globals';
import { crossValidate } from './cross-validate.js';
import { customerColumns, customers } from './customers.suite.js';
import { learningCurve } from './learning-curve.js';
import { planOf } from './tables.suite.js';

const frame = customers(400);
const tree = planOf('churn', 'classification', 'decision_tree', customerColumns, { hyperparameters: { max_depth: 6 } });

describe('learningCurve', () => {
  it('rises with more rows, on rows that were not learned from', async () => {
    const seen: number[] = [];
    const { metric, points } = await learningCurve(frame, tree, {
      metric: 'accuracy',
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(metric).toBe('accuracy');
    expect(points.map(({ rows }) => rows)).toEqual([27, 67, 133, 200, 267].map((rows) => expect.closeTo(rows, -0.5)));
    expect(points[4].validation).toBeGreaterThan(points[0].validation);
    for (const { train, validation, train_std, validation_std } of points) {
      expect(train).toBeGreaterThan(validation);
      expect(Math.min(train_std ?? -1, validation_std ?? -1)).toBeGreaterThanOrEqual(0);
    }
    expect(seen).toHaveLength(15);
    expect(seen.at(-1)).toBe(1);
  });

  it('ends where cross-validation of all rows is, and repeats itself', async () => {
    const plan = planOf('spend', 'regression', 'ridge', customerColumns);
    const options = { metric: 'rmse', folds: 2, shares: [0.01, 1] };
    const curve = await learningCurve(frame, plan, options);
    expect(curve).toEqual(await learningCurve(frame, plan, options));
    expect(curve.points[0].rows).toBe(4);
    expect(curve.points[1].validation).toBeLessThan(curve.points[0].validation);
    expect(curve.points[1].validation).toBeCloseTo((await crossValidate(frame, plan, { folds: 2, metric: 'rmse' })).mean, 6);
  });

  it('refuses shares that are none, and stops when told to', async () => {
    for (const shares of [[], [0], [0.5, 0.2], [1.1]])
      await expect(learningCurve(frame, tree, { metric: 'accuracy', shares })).rejects.toMatchObject({
        code: 'learning.parameter_invalid',
        where: 'shares',
      });
    await expect(learningCurve(frame, tree, { metric: 'accuracy', signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'learning.aborted',
    });
    await expect(learningCurve(frame, tree, { metric: 'acuracy' })).rejects.toMatchObject({ where: 'metric' });
  });
});
