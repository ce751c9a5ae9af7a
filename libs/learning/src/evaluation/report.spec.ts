import { describe, expect, it } from '@jest/globals';
import { Frame } from '../frame/frame.js';
import { createRandom } from '../random/random.js';
import { predictionExamples } from './examples.js';
import type { ClassOutcome, ValueOutcome } from './metrics/outcome.js';
import { evaluationReport } from './report.js';

function classifier(rows: number, classes: number, seed = 1): ClassOutcome {
  const random = createRandom(seed);
  const truth = Int32Array.from({ length: rows }, () => random.integer(classes));
  const proba = new Float64Array(rows * classes);
  const prediction = truth.map((code, row) => {
    const own = Array.from({ length: classes }, (_, k) => random.next() + (k === code ? 0.6 : 0));
    const sum = own.reduce((total, value) => total + value, 0);
    own.forEach((value, k) => {
      proba[row * classes + k] = value / sum;
    });
    return own.indexOf(Math.max(...own));
  });
  return { task: 'classification', classes, truth, prediction, proba };
}

function regressor(rows: number): ValueOutcome {
  const random = createRandom(5);
  const truth = Float64Array.from({ length: rows }, () => 10 * random.normal());
  return { task: 'regression', truth, prediction: truth.map((value) => value + random.normal()) };
}

describe('evaluationReport', () => {
  const outcome = classifier(300, 2);
  const validation = classifier(200, 2, 9);
  const frame = new Frame([
    { kind: 'number', name: 'hard', values: Float64Array.from(outcome.truth, (code, row) => Number(code !== outcome.prediction[row])) },
  ]);
  const inputs = {
    outcome,
    validation,
    frame,
    labels: ['no', 'yes'],
    seed: 3,
    repeats: 100,
    rowNumbers: outcome.truth.map((_, row) => 1000 + row),
  };

  it('is plain JSON, the same for the same seed', () => {
    const report = evaluationReport(inputs);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(evaluationReport(inputs)).toEqual(report);
    expect(report).toMatchObject({ format: 1, task: 'classification', rows: 300, metrics: { classes: ['no', 'yes'] } });
  });

  it('has intervals about the metrics, and curves of the second of two classes', () => {
    const { intervals, metrics, curves = [] } = evaluationReport(inputs);
    expect(Object.keys(intervals)).toEqual(['accuracy', 'balanced_accuracy', 'f1', 'roc_auc', 'pr_auc', 'log_loss', 'brier']);
    expect(intervals.roc_auc).toMatchObject({ value: metrics.task === 'classification' && metrics.roc_auc });
    for (const { low, value, high } of Object.values(intervals)) expect(low < value && value < high).toBe(true);
    expect(curves.map(({ label }) => label)).toEqual(['yes']);
    expect(curves[0].prevalence).toBeCloseTo(outcome.truth.filter((code) => code === 1).length / 300, 12);
  });

  it('chooses the threshold on validation rows and judges it on others', () => {
    const aim = { by: 'cost', false_positive: 1, false_negative: 5 } as const;
    const { threshold } = evaluationReport({ ...inputs, aim });
    expect(threshold).toMatchObject({ source: 'validation', label: 'yes', reached: true, aim });
    expect(threshold?.threshold).toBeLessThan(0.495);
    expect(threshold?.judged_on.cost).toBeLessThan(threshold?.at_half.cost ?? 0);
    const own = threshold?.judged_on;
    expect((own?.true_positives ?? 0) + (own?.false_positives ?? 0) + (own?.true_negatives ?? 0) + (own?.false_negatives ?? 0)).toBe(300);
    const alone = evaluationReport({ ...inputs, validation: undefined, aim }).threshold;
    expect(alone?.source).toBe('test');
    expect(alone?.judged_on).toEqual(alone?.chosen_on);
    const oneClass = { ...validation, truth: validation.truth.map(() => 0) };
    expect(evaluationReport({ ...inputs, validation: oneClass }).threshold?.source).toBe('test');
    const judgedOnOne = { ...outcome, truth: outcome.truth.map(() => 0) };
    expect(evaluationReport({ ...inputs, outcome: judgedOnOne }).threshold).toBeUndefined();
  });

  it('names rows as their dataset does', () => {
    const { slices, examples } = evaluationReport(inputs);
    expect(slices[0]).toMatchObject({ description: 'hard > 0', error: 1, rows: slices[0].row_indices.length });
    expect(Math.min(...slices[0].row_indices)).toBeGreaterThanOrEqual(1000);
    if (examples.task !== 'classification') throw new Error('not classification');
    for (const { row, truth, prediction } of examples.most_confident_wrong) {
      expect(row).toBeGreaterThanOrEqual(1000);
      expect(truth).not.toBe(prediction);
    }
  });

  it('has curves for each of many classes, and none without probabilities', () => {
    const many = classifier(200, 3);
    const { curves, threshold } = evaluationReport({ outcome: many, seed: 1, repeats: 20 });
    expect(curves?.map(({ label }) => label)).toEqual([0, 1, 2]);
    expect(threshold).toBeUndefined();
    const bare = evaluationReport({ outcome: { ...many, proba: undefined }, seed: 1, repeats: 20 });
    expect(bare.curves).toBeUndefined();
    expect(Object.keys(bare.intervals)).toEqual(['accuracy', 'balanced_accuracy', 'f1']);
  });

  it('has points of a sample for regression', () => {
    const report = evaluationReport({ outcome: regressor(1500), seed: 1, repeats: 20, intervals: ['rmse'], history: [] });
    expect(report.points).toHaveLength(1000);
    expect(Object.keys(report.intervals)).toEqual(['rmse']);
    expect(report.history).toBeUndefined();
    expect(report.curves).toBeUndefined();
  });

  it('carries what was found out elsewhere', () => {
    const history = [{ iteration: 0, total: 1, metrics: { train_loss: 1 } }];
    const importance = [{ name: 'hard', importance: 1 }];
    const learningCurve = { metric: 'accuracy', points: [{ rows: 10, train: 1, validation: 0.5 }] };
    const partialDependence = [{ column: 'hard', points: [{ value: 0, mean: 0.1 }] }];
    expect(evaluationReport({ ...inputs, history, importance, learningCurve, partialDependence })).toMatchObject({
      history,
      importance,
      learning_curve: learningCurve,
      partial_dependence: partialDependence,
    });
  });

  it('refuses a frame of other rows', () => {
    expect(() => evaluationReport({ ...inputs, frame: frame.take(Int32Array.of(0)) })).toThrow(expect.objectContaining({ where: 'frame' }));
  });
});

describe('predictionExamples', () => {
  it('finds the surest, the wrongest and the least sure', () => {
    const proba = Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.45, 0.55, 0.4, 0.6, 0.7, 0.3);
    const outcome: ClassOutcome = {
      task: 'classification',
      classes: 2,
      truth: Int32Array.of(0, 0, 1, 0, 0),
      prediction: Int32Array.of(0, 1, 1, 1, 0),
      proba,
    };
    const examples = predictionExamples(outcome, { count: 2, labels: ['no', 'yes'] });
    expect(examples).toEqual({
      task: 'classification',
      most_confident_right: [
        { row: 0, truth: 'no', prediction: 'no', confidence: 0.9 },
        { row: 4, truth: 'no', prediction: 'no', confidence: 0.7 },
      ],
      most_confident_wrong: [
        { row: 1, truth: 'no', prediction: 'yes', confidence: 0.8 },
        { row: 3, truth: 'no', prediction: 'yes', confidence: 0.6 },
      ],
      most_uncertain: [
        { row: 2, truth: 'yes', prediction: 'yes', confidence: 0.55 },
        { row: 3, truth: 'no', prediction: 'yes', confidence: 0.6 },
      ],
    });
    expect(predictionExamples({ ...outcome, proba: undefined })).toMatchObject({
      most_uncertain: [],
      most_confident_wrong: [{ confidence: 1 }, {}],
    });
  });

  it('finds the largest residuals on either side', () => {
    const outcome: ValueOutcome = { task: 'regression', truth: Float64Array.of(1, 5, 3, 2), prediction: Float64Array.of(4, 1, 3, 2.5) };
    expect(predictionExamples(outcome, { count: 1 })).toEqual({
      task: 'regression',
      most_underestimated: [{ row: 1, truth: 5, prediction: 1, residual: 4 }],
      most_overestimated: [{ row: 0, truth: 1, prediction: 4, residual: -3 }],
      closest: [{ row: 2, truth: 3, prediction: 3, residual: 0 }],
    });
  });
});
