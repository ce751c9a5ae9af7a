import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../random/random.js';
import type { BinaryScores } from './curves.js';
import { chooseThreshold, decideByCost, judgeThreshold, type ThresholdAim, thresholdCurve } from './threshold.js';

const given = (rows: readonly (readonly [score: number, truth: number, weight?: number])[]): BinaryScores => ({
  scores: Float64Array.from(rows, ([score]) => score),
  isPositive: (row) => rows[row][1] === 1,
  weights: Float64Array.from(rows, ([, , weight]) => weight ?? 1),
});

const rowsOf = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 20 }).map((score) => score / 20),
      fc.integer({ min: 0, max: 1 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    {
      minLength: 2,
      maxLength: 40,
    },
  )
  .filter((rows) => new Set(rows.map(([, truth]) => truth)).size === 2);

describe('chooseThreshold', () => {
  const aims: readonly ThresholdAim[] = [
    { by: 'cost', false_positive: 1, false_negative: 5 },
    { by: 'cost', false_positive: 3, false_negative: 1, true_positive: -2, true_negative: 0.5 },
    { by: 'f1' },
    { by: 'balanced_accuracy' },
  ];

  it.each(aims)('is as good as any threshold: %j', (aim) => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const scores = given(rows);
        const { threshold, chosen_on, reached } = chooseThreshold(scores, aim);
        expect(judgeThreshold(scores, threshold, aim)).toEqual(chosen_on);
        expect(reached).toBe(true);
        for (const other of [null, ...Array.from({ length: 42 }, (_, i) => i / 40)]) {
          const tried = judgeThreshold(scores, other, aim);
          if (aim.by === 'cost') expect(chosen_on.cost).toBeLessThanOrEqual((tried.cost ?? Number.NaN) + 1e-9);
          else expect(chosen_on[aim.by as 'f1']).toBeGreaterThanOrEqual(tried[aim.by as 'f1'] - 1e-9);
        }
      }),
    );
  });

  it('finds the most recall of a precision, and the most precision of a recall', () => {
    fc.assert(
      fc.property(rowsOf, fc.constantFrom('precision', 'recall'), fc.constantFrom(0.5, 0.8, 1), (rows, by, at_least) => {
        const scores = given(rows);
        const { chosen_on, reached } = chooseThreshold(scores, { by, at_least });
        const other = by === 'precision' ? 'recall' : 'precision';
        const all = [null, ...Array.from({ length: 42 }, (_, i) => i / 40)].map((threshold) => judgeThreshold(scores, threshold));
        const enough = all.filter((tried) => tried[by] >= at_least);
        expect(reached).toBe(enough.length > 0);
        if (reached) {
          expect(chosen_on[by]).toBeGreaterThanOrEqual(at_least);
          expect(chosen_on[other]).toBeCloseTo(Math.max(...enough.map((tried) => tried[other])), 9);
        } else expect(chosen_on[by]).toBeCloseTo(Math.max(...all.map((tried) => tried[by])), 9);
      }),
    );
  });

  it('of calibrated probabilities is the ratio of costs (Elkan 2001)', () => {
    const random = createRandom(1);
    const rows = Array.from({ length: 40_000 }, () => random.next()).map((score) => [score, Number(random.next() < score)] as const);
    expect(chooseThreshold(given(rows), { by: 'cost', false_positive: 1, false_negative: 4 }).threshold).toBeCloseTo(0.2, 1);
  });

  it('calls none where every alarm costs too much, and all where every miss does', () => {
    const rows = [
      [0.2, 0],
      [0.6, 0],
      [0.4, 1],
    ] as const;
    expect(chooseThreshold(given(rows), { by: 'cost', false_positive: 10, false_negative: 1 }).threshold).toBeNull();
    expect(chooseThreshold(given(rows), { by: 'cost', false_positive: 1, false_negative: 10 }).threshold).toBeCloseTo(0.3, 12);
  });

  it('refuses what is no aim, and rows of one class', () => {
    const rows = given([
      [0.1, 0],
      [0.9, 1],
    ]);
    const refused = (aim: unknown, where: string) =>
      expect(() => chooseThreshold(rows, aim as ThresholdAim)).toThrow(
        expect.objectContaining({ code: 'learning.parameter_invalid', where }),
      );
    refused({ by: 'precision', at_least: 0 }, 'at_least');
    refused({ by: 'recall', at_least: 1.1 }, 'at_least');
    refused({ by: 'cost', false_positive: Number.NaN, false_negative: 1 }, 'false_positive');
    refused({ by: 'cost', false_positive: 0, false_negative: 0 }, 'false_positive');
    refused({ by: 'luck' }, 'by');
    expect(() => chooseThreshold(given([[0.5, 1]]), { by: 'f1' })).toThrow(expect.objectContaining({ code: 'learning.target_constant' }));
  });

  it('is drawn from calling all to calling few', () => {
    const curve = thresholdCurve(
      given([
        [0.1, 0],
        [0.5, 1],
        [0.9, 1],
      ]),
      undefined,
      5,
    );
    expect(curve.map(({ threshold, recall }) => [threshold, recall])).toEqual([
      [0, 1],
      [0.25, 1],
      [0.5, 1],
      [0.75, 0.5],
      [1, 0],
    ]);
  });
});

describe('decideByCost', () => {
  it('takes the class of least expected cost', () => {
    const costs = [
      [0, 1, 1],
      [10, 0, 1],
      [1, 1, 0],
    ];
    expect([...decideByCost(Float64Array.of(0.6, 0.2, 0.2, 0.9, 0.05, 0.05, 0.1, 0.1, 0.8), costs)]).toEqual([1, 0, 2]);
  });

  it('with equal costs takes the most probable', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 3 }), (weights) => {
        const [code] = decideByCost(Float64Array.from(weights), [
          [0, 1, 1],
          [1, 0, 1],
          [1, 1, 0],
        ]);
        expect(weights[code]).toBe(Math.max(...weights));
      }),
    );
  });

  it('refuses costs that are no square', () => {
    for (const costs of [
      [[0]],
      [[0, 1], [1]],
      [
        [0, Number.NaN],
        [1, 0],
      ],
    ])
      expect(() => decideByCost(Float64Array.of(0.5, 0.5), costs)).toThrow(expect.objectContaining({ where: 'costs' }));
  });
});
