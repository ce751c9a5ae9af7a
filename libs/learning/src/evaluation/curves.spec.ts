import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../random/random.js';
import { type BinaryScores, calibration, precisionRecallCurve, rocCurve } from './curves.js';

const { curves } = JSON.parse(readFileSync(new URL('./fixtures/metrics.json', import.meta.url), 'utf8')) as {
  curves: {
    truth: number[];
    scores: number[];
    roc: { fpr: number[]; tpr: number[]; thresholds: number[] };
    pr: { precision: number[]; recall: number[]; thresholds: number[] };
    calibration: Record<'uniform' | 'quantile', { fraction: number[]; mean: number[] }>;
  };
};
const given: BinaryScores = { scores: Float64Array.from(curves.scores), isPositive: (row) => curves.truth[row] === 1 };
const close = (values: readonly (number | null)[]) => values.map((value) => (value === null ? null : expect.closeTo(value, 9)));

/** Distance of a point from a line of connected points. */
function distance(x: number, y: number, line: readonly (readonly [number, number])[]): number {
  return Math.min(
    ...line.slice(1).map(([x2, y2], i) => {
      const [x1, y1] = line[i];
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
      const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
      return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
    }),
  );
}

describe('curves, against scikit-learn', () => {
  it('ROC: the same line in fewer points', () => {
    const roc = rocCurve(given);
    const drawn = roc?.fpr.map((x, i) => [x, roc.tpr[i], roc.thresholds[i]]) ?? [];
    const expected = curves.roc.fpr.map((x, i) => [x, curves.roc.tpr[i], i === 0 ? null : curves.roc.thresholds[i - 1]]);
    expect(drawn.length).toBeLessThan(expected.length);
    for (const point of drawn) expect(expected).toContainEqual(close(point));
    for (const [x, y] of expected as [number, number][]) expect(distance(x, y, drawn as [number, number][])).toBeLessThan(1e-9);
  });

  it('precision and recall', () => {
    const curve = precisionRecallCurve(given);
    // scikit-learn goes by rising threshold.
    expect(curve?.precision).toEqual(close(curves.pr.precision.toReversed()));
    expect(curve?.recall).toEqual(close(curves.pr.recall.toReversed()));
    expect(curve?.thresholds).toEqual([null, ...curves.pr.thresholds.toReversed()]);
  });

  it.each(['uniform', 'quantile'] as const)('calibration in %s bins', (strategy) => {
    const { points } = calibration(given, 5, strategy);
    expect(points.map((point) => point.predicted)).toEqual(close(curves.calibration[strategy].mean));
    expect(points.map((point) => point.observed)).toEqual(close(curves.calibration[strategy].fraction));
    expect(points.reduce((sum, point) => sum + point.count, 0)).toBe(curves.scores.length);
  });
});

describe('curves', () => {
  it('are null when only one class occurs', () => {
    const scores = Float64Array.of(0.1, 0.2);
    expect(rocCurve({ scores, isPositive: () => true })).toBeNull();
    expect(precisionRecallCurve({ scores, isPositive: () => false })).toBeNull();
  });

  it('are thinned and keep their ends', () => {
    const random = createRandom(1);
    const scores = Float64Array.from({ length: 5000 }, () => random.next());
    const roc = rocCurve({ scores, isPositive: (row) => row % 3 === 0 }, 100);
    expect(roc?.fpr.length).toBe(100);
    expect([roc?.fpr[0], roc?.tpr[0], roc?.fpr[99], roc?.tpr[99]]).toEqual([0, 0, 1, 1]);
  });

  it('measure the calibration error of a model that is always 0.1 too sure', () => {
    const random = createRandom(2);
    const scores = Float64Array.from({ length: 20_000 }, () => 0.1 + 0.8 * random.next());
    const truth = scores.map((score) => (random.next() < score - 0.1 ? 1 : 0));
    expect(calibration({ scores, isPositive: (row) => truth[row] === 1 }).error).toBeCloseTo(0.1, 1);
    expect(calibration({ scores: truth, isPositive: (row) => truth[row] === 1 }).error).toBe(0);
  });

  it('refuse scores that are no probabilities', () => {
    expect(() => calibration({ scores: Float64Array.of(0.5, 1.2), isPositive: () => true })).toThrow(
      expect.objectContaining({ code: 'learning.value_invalid' }),
    );
  });
});
