/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { certify } from './certificate.js';
import { crossValidate } from './cross-validate.js';
import { customerColumns, customers } from './customers.suite.js';
import { resolvePlan, type TrainingPlan } from './plan.js';
import { goldenRows } from './rows.js';
import { planOf, runOnOnnxruntime } from './tables.suite.js';
import { trainPipeline } from './train.js';

const frame = customers(500);
const churn = (changes: Partial<TrainingPlan> = {}) =>
  planOf('churn', 'classification', 'random_forest', customerColumns, { hyperparameters: { n_estimators: 20 }, ...changes });

describe('a plan with calibration', () => {
  it.each([
    ['sigmoid', 5, 'churn'],
    ['isotonic', 5, 'churn'],
    ['sigmoid', 0, 'churn'],
    ['isotonic', 3, 'plan'],
  ] as const)('trains a calibrated classifier with one graph: %s, %i folds, of %s', async (calibration, calibrationFolds, target) => {
    const plain = await trainPipeline(frame, churn({ target }));
    const pipeline = await trainPipeline(frame, churn({ target, calibration, calibrationFolds }));
    expect([...(pipeline.predict(frame).probabilities ?? [])]).not.toEqual([...(plain.predict(frame).probabilities ?? [])]);
    expect(pipeline.results.importance.gain).toEqual(plain.results.importance.gain);
    expect(await certify(pipeline, goldenRows(pipeline.signature, frame, 3), runOnOnnxruntime)).toMatchObject({ outcome: 'passed' });
    const many = goldenRows(pipeline.signature, frame.take(Int32Array.from({ length: 500 }, (_, row) => row)), 4);
    expect(await certify(pipeline, many, runOnOnnxruntime)).toMatchObject({ labels_equal: true });
  });

  it('is cross-validated with validation rows of its own', async () => {
    const { scores } = await crossValidate(frame, churn({ calibration: 'sigmoid', calibrationFolds: 0 }), { folds: 3, metric: 'log_loss' });
    expect(Math.max(...scores)).toBeLessThan(0.7);
  });

  it('is refused where it makes no sense', () => {
    const refused = (plan: TrainingPlan, where: string) =>
      expect(() => resolvePlan(plan)).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid', where }));
    refused(churn({ calibration: 'platt' as 'sigmoid' }), 'calibration');
    refused(churn({ calibration: 'sigmoid', calibrationFolds: 1 }), 'calibrationFolds');
    refused(churn({ calibration: 'sigmoid', calibrationFolds: 0, validationSize: 0 }), 'validationSize');
    refused(planOf('spend', 'regression', 'ridge', customerColumns, { calibration: 'sigmoid' }), 'calibration');
  });
});

describe('a plan with an ensemble', () => {
  it('prepares what its members need, and keeps them complete', async () => {
    const trees = await trainPipeline(frame, churn({ algorithm: 'voting', hyperparameters: { members: 'decision_tree, bagging' } }));
    expect(trees.summary.scaling).toBe('none');
    const mixed = await trainPipeline(
      frame,
      churn({ algorithm: 'stacking', hyperparameters: { members: 'decision_tree, logistic', cv: 3 } }),
    );
    expect(mixed.summary.scaling).toBe('standard');
    expect(mixed.summary.hyperparameters).toMatchObject({
      members: [{ algorithm: 'decision_tree', hyperparameters: { max_depth: null } }, {}],
    });
    const rows = goldenRows(mixed.signature, frame, 3);
    for (const pipeline of [trees, mixed]) expect(await certify(pipeline, rows, runOnOnnxruntime)).toMatchObject({ outcome: 'passed' });
  });
});
