import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { calibration } from '../curves.js';
import { defaultMetric, metricDirection, metricNames, metricNamed, scoreOf } from './catalogue.js';
import { evaluate } from './evaluate.js';
import type { ClassOutcome, ValueOutcome } from './outcome.js';
import { rankingOf, rocAuc } from './ranking.js';
import { pinballLoss } from './regression.js';

interface ClassCase {
  name: string;
  classes: number;
  truth: number[];
  prediction: number[];
  proba: number[];
  weights: number[] | null;
  expected: Record<string, number>;
  confusion_matrix: number[][];
  per_class: Record<string, number>[];
  weighted_average: Record<string, number>;
  macro_average: Record<string, number>;
  roc_auc_per_class: number[];
  pr_auc_per_class: number[];
  calibration_error: number;
}
interface ValueCase {
  name: string;
  truth: number[];
  prediction: number[];
  weights: number[] | null;
  expected: Record<string, number>;
  pinball: Record<string, number>;
}

const fixture = JSON.parse(readFileSync(new URL('../fixtures/metrics.json', import.meta.url), 'utf8')) as {
  classification: ClassCase[];
  regression: ValueCase[];
};

const classOutcome = (given: Pick<ClassCase, 'classes' | 'truth' | 'prediction'> & { proba?: number[] }): ClassOutcome => ({
  task: 'classification',
  classes: given.classes,
  truth: Int32Array.from(given.truth),
  prediction: Float64Array.from(given.prediction),
  proba: given.proba && Float64Array.from(given.proba),
});
const valueOutcome = (truth: number[], prediction: number[]): ValueOutcome => ({
  task: 'regression',
  truth: Float64Array.from(truth),
  prediction: Float64Array.from(prediction),
});

function expectClose(actual: object, expected: Record<string, number>): void {
  for (const [name, value] of Object.entries(expected))
    expect([name, (actual as Record<string, number>)[name]]).toEqual([name, expect.closeTo(value, 9)]);
}

describe('evaluate, against scikit-learn', () => {
  it.each(fixture.classification)('classification: $name', (given) => {
    const outcome = classOutcome(given);
    const weights = given.weights ? Float64Array.from(given.weights) : undefined;
    const evaluation = evaluate(outcome, { weights });
    expectClose(evaluation, given.expected);
    expect(evaluation.confusion_matrix).toEqual(given.confusion_matrix);
    for (const [code, scores] of given.per_class.entries()) expectClose(evaluation.per_class[code], scores);
    expectClose(evaluation.weighted_average, given.weighted_average);
    expectClose(evaluation.macro_average, given.macro_average);
    evaluation.per_class.forEach(({ roc_auc, pr_auc }, code) => {
      expect([roc_auc, pr_auc]).toEqual([
        expect.closeTo(given.roc_auc_per_class[code], 9),
        expect.closeTo(given.pr_auc_per_class[code], 9),
      ]);
    });
    const last = given.classes - 1;
    const scores = Float64Array.from(given.truth, (_, row) => given.proba[row * given.classes + last]);
    const { error } = calibration({ scores, isPositive: (row) => given.truth[row] === last, weights });
    expect(error).toBeCloseTo(given.calibration_error, 9);
    for (const name of Object.keys(given.expected)) expect(scoreOf(name, outcome, weights)).toBeCloseTo(given.expected[name], 9);
    expect(scoreOf('f1_weighted', outcome, weights)).toBeCloseTo(given.weighted_average.f1, 9);
    expect(scoreOf('f1_macro', outcome, weights)).toBeCloseTo(evaluation.macro_average.f1, 12);
  });

  it.each(fixture.regression)('regression: $name', (given) => {
    const outcome = valueOutcome(given.truth, given.prediction);
    const weights = given.weights ? Float64Array.from(given.weights) : undefined;
    expectClose(evaluate(outcome, { weights }), given.expected);
    for (const name of Object.keys(given.expected)) expect(scoreOf(name, outcome, weights)).toBeCloseTo(given.expected[name], 9);
    for (const [quantile, loss] of Object.entries(given.pinball))
      expect(pinballLoss(outcome, Number(quantile), weights)).toBeCloseTo(loss, 9);
  });
});

describe('evaluate', () => {
  it('carries the labels and survives JSON unchanged', () => {
    const evaluation = evaluate(
      classOutcome({ classes: 2, truth: [0, 1, 1], prediction: [0, 1, 0], proba: [0.9, 0.1, 0.2, 0.8, 0.6, 0.4] }),
      {
        labels: ['no', 'yes'],
      },
    );
    expect(evaluation).toMatchObject({ classes: ['no', 'yes'], rows: 3, recall: 0.5, roc_auc: 1 });
    expect(evaluation.per_class.map((scores) => scores.label)).toEqual(['no', 'yes']);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('leaves out of roc_auc a class that the test part lacks', () => {
    const proba = [0.7, 0.2, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3, 0.1, 0.4, 0.5, 0.1];
    const evaluation = evaluate(classOutcome({ classes: 3, truth: [0, 1, 0, 1], prediction: [0, 1, 0, 1], proba }));
    expect(evaluation.roc_auc).toBe(1);
    expect(evaluation.per_class[2]).toMatchObject({ roc_auc: null, pr_auc: null, support: 0 });
    expect(evaluation.f1).toBe(1);
    expect(evaluation.balanced_accuracy).toBe(1);
  });

  it('says null where a metric is undefined', () => {
    const oneClass = evaluate(classOutcome({ classes: 2, truth: [0, 0], prediction: [0, 0], proba: [1, 0, 0.5, 0.5] }));
    expect(oneClass).toMatchObject({ roc_auc: null, pr_auc: null, accuracy: 1, f1: 0, mcc: 0 });
    const noProba = evaluate(classOutcome({ classes: 2, truth: [0, 1], prediction: [0, 1] }));
    expect(noProba).toMatchObject({ roc_auc: null, log_loss: null, brier: null, mcc: 1 });
  });

  it('bounds log loss when a model is sure and wrong', () => {
    expect(evaluate(classOutcome({ classes: 2, truth: [1], prediction: [0], proba: [1, 0] })).log_loss).toBeCloseTo(36.04, 2);
  });

  it('gives r2 0 or 1 on a constant truth', () => {
    expect(evaluate(valueOutcome([2, 2], [2, 2]))).toMatchObject({ r2: 1, explained_variance: 1 });
    expect(evaluate(valueOutcome([2, 2], [1, 2]))).toMatchObject({ r2: 0, explained_variance: 0 });
  });

  it('counts a row of weight 2 as two rows', () => {
    const rows = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 5 }), fc.nat({ max: 3 })), {
      minLength: 5,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, (given) => {
        fc.pre(given.some(([, , , weight]) => weight > 0));
        const outcomeOf = (list: typeof given) =>
          classOutcome({
            classes: 3,
            truth: list.map(([truth]) => truth),
            prediction: list.map(([, prediction]) => prediction),
            proba: list.flatMap(([, , score]) => [score / 10, 0.3, 0.7 - score / 10]),
          });
        const repeated = given.flatMap((row) => Array.from({ length: row[3] }, () => row));
        const weights = Float64Array.from(given, ([, , , weight]) => weight);
        const { rows: _, ...weighted } = evaluate(outcomeOf(given), { weights });
        const { rows: __, ...unrolled } = evaluate(outcomeOf(repeated));
        for (const [name, value] of Object.entries(unrolled)) {
          if (typeof value === 'number') expect((weighted as Record<string, unknown>)[name]).toBeCloseTo(value, 9);
        }
        expect(weighted.confusion_matrix).toEqual(unrolled.confusion_matrix);
        const errors = valueOutcome(
          given.map(([truth]) => truth),
          given.map(([, , score]) => score),
        );
        const more = valueOutcome(
          repeated.map(([truth]) => truth),
          repeated.map(([, , score]) => score),
        );
        for (const name of ['r2', 'mae', 'median_absolute_error', 'mape']) {
          const plain = scoreOf(name, more);
          expect(scoreOf(name, errors, weights) / (plain || 1)).toBeCloseTo(plain === 0 ? 0 : 1, 9);
        }
      }),
    );
  });

  it.each([
    ['no rows', valueOutcome([], []), undefined, 'learning.too_few_rows'],
    ['unequal lengths', valueOutcome([1], [1, 2]), undefined, 'learning.value_invalid'],
    ['a NaN prediction', valueOutcome([1], [Number.NaN]), undefined, 'learning.value_invalid'],
    ['an infinite truth', valueOutcome([Number.POSITIVE_INFINITY], [1]), undefined, 'learning.value_invalid'],
    ['a code beyond the classes', classOutcome({ classes: 2, truth: [2], prediction: [0] }), undefined, 'learning.value_invalid'],
    ['a code that is no integer', classOutcome({ classes: 2, truth: [1], prediction: [0.5] }), undefined, 'learning.value_invalid'],
    ['too few probabilities', classOutcome({ classes: 2, truth: [1], prediction: [0], proba: [1] }), undefined, 'learning.value_invalid'],
    [
      'NaN probabilities',
      classOutcome({ classes: 2, truth: [1], prediction: [0], proba: [1, Number.NaN] }),
      undefined,
      'learning.value_invalid',
    ],
    ['a negative weight', valueOutcome([1, 2], [1, 2]), [-1, 2], 'learning.value_invalid'],
    ['weights of nothing', valueOutcome([1, 2], [1, 2]), [0, 0], 'learning.value_invalid'],
    ['weights of another length', valueOutcome([1, 2], [1, 2]), [1], 'learning.value_invalid'],
  ] as const)('refuses %s', (_, outcome, weights, code) => {
    expect(() => evaluate(outcome, { weights: weights && Float64Array.from(weights) })).toThrow(expect.objectContaining({ code }));
  });
});

describe('rocAuc', () => {
  it('is the share of pairs ranked right, ties counting half', () => {
    const rows = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 6 })), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(rows, (given) => {
        const positives = given.filter(([isPositive]) => isPositive);
        const negatives = given.filter(([isPositive]) => !isPositive);
        fc.pre(positives.length > 0 && negatives.length > 0);
        let won = 0;
        for (const [, high] of positives) for (const [, low] of negatives) won += high > low ? 1 : high === low ? 0.5 : 0;
        const area = rocAuc(rankingOf(Float64Array.from(given, ([, score]) => score)), (row) => given[row][0]);
        expect(area).toBeCloseTo(won / (positives.length * negatives.length), 12);
      }),
    );
  });
});

describe('the catalogue', () => {
  it('knows the direction of each metric', () => {
    expect(metricNames.filter((name) => metricDirection(name) === 'minimize')).toEqual([
      'log_loss',
      'brier',
      'rmse',
      'mae',
      'mape',
      'median_absolute_error',
    ]);
    expect(defaultMetric('classification')).toBe('roc_auc');
    expect(defaultMetric('regression')).toBe('r2');
  });

  it('refuses unknown metrics, and those of the other task', () => {
    expect(() => metricNamed('acuracy')).toThrow('did you mean "accuracy"?');
    expect(() => metricNamed('constructor')).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid' }));
    expect(() => scoreOf('r2', classOutcome({ classes: 2, truth: [0], prediction: [0] }))).toThrow('metric of regression');
    expect(() => pinballLoss(valueOutcome([1], [1]), 1)).toThrow(expect.objectContaining({ where: 'quantile' }));
  });
});
