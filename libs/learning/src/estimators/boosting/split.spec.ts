import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { findSplit, leafValue, type SplitRules } from './split.js';

const free: SplitRules = { minRows: 1, minHessian: 0, minGain: 0, l1: 0, l2: 0 };

interface Bin {
  readonly gradient: number;
  readonly rows: number;
}

/** A column's histogram where every row has hessian 1, so that row counts are exact. */
function histogramOf(bins: readonly Bin[]): Float64Array {
  return Float64Array.from(bins.flatMap(({ gradient, rows }) => [gradient, rows]));
}

function total(bins: readonly Bin[]) {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return { rows, hessian: rows, gradient: bins.reduce((sum, bin) => sum + bin.gradient, 0) };
}

function gainOf(bins: readonly Bin[], { l1, l2 }: SplitRules): number {
  const { gradient, hessian } = total(bins);
  return Math.max(0, Math.abs(gradient) - l1) ** 2 / (hessian + l2);
}

/** The naive twin: every cut, with the missing bin on either side. */
function naive(bins: readonly Bin[], hasMissing: boolean, rules: SplitRules): number {
  const values = hasMissing ? bins.slice(0, -1) : bins;
  const missing = hasMissing ? bins.slice(-1) : [];
  let best = Number.NEGATIVE_INFINITY;
  for (let cut = 1; cut <= values.length; cut++) {
    for (const missingLeft of [false, true]) {
      const left = [...values.slice(0, cut), ...(missingLeft ? missing : [])];
      const right = [...values.slice(cut), ...(missingLeft ? [] : missing)];
      if (total(left).rows < rules.minRows || total(right).rows < rules.minRows) continue;
      if (total(left).hessian < rules.minHessian || total(right).hessian < rules.minHessian) continue;
      best = Math.max(best, gainOf(left, rules) + gainOf(right, rules) - gainOf(bins, rules) - rules.minGain);
    }
  }
  return best;
}

const bin = fc
  .record({ gradient: fc.integer({ min: -40, max: 40 }).map((g) => g / 4), rows: fc.integer({ min: 0, max: 9 }) })
  .map((b) => (b.rows === 0 ? { ...b, gradient: 0 } : b));
const rules = fc.record({
  minRows: fc.integer({ min: 1, max: 6 }),
  minHessian: fc.constantFrom(0, 1e-3, 4),
  minGain: fc.constantFrom(0, 0.5),
  l1: fc.constantFrom(0, 1.5),
  l2: fc.constantFrom(0, 2),
});

describe('findSplit', () => {
  it('finds the best of all cuts', () => {
    fc.assert(
      fc.property(fc.array(bin, { minLength: 2, maxLength: 12 }), fc.boolean(), rules, (bins, hasMissing, given) => {
        const split = findSplit(histogramOf(bins), { first: 0, count: bins.length, hasMissing }, total(bins), given);
        const expected = naive(bins, hasMissing, given);
        if (split) expect(split.gain).toBeCloseTo(expected, 9);
        else expect(expected).toBeLessThan(1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('says what goes left and right', () => {
    const bins = [
      { gradient: 9, rows: 3 },
      { gradient: 8, rows: 2 },
      { gradient: -9, rows: 4 },
      { gradient: -8, rows: 5 },
    ];
    const split = findSplit(histogramOf(bins), { first: 0, count: 4, hasMissing: true }, total(bins), free);
    expect(split).toMatchObject({ bin: 1, missingLeft: false });
    expect(split?.left.rows).toBe(5);
    expect(split?.left.gradient).toBe(17);
    expect(split?.right.gradient).toBe(-17);
    expect(split?.right.hessian).toBeCloseTo(9, 9);
  });

  it('reads its own part of the histogram', () => {
    const bins = [
      { gradient: 3, rows: 4 },
      { gradient: -3, rows: 4 },
    ];
    const shifted = Float64Array.of(99, 99, 99, 99, ...histogramOf(bins));
    expect(findSplit(shifted, { first: 2, count: 2, hasMissing: false }, total(bins), free)?.bin).toBe(0);
  });

  it('keeps the higher of two equally good bins, as LightGBM', () => {
    const bins = [
      { gradient: 3, rows: 4 },
      { gradient: 0, rows: 0 },
      { gradient: -3, rows: 4 },
    ];
    expect(findSplit(histogramOf(bins), { first: 0, count: 3, hasMissing: false }, total(bins), free)?.bin).toBe(1);
  });
});

describe('leafValue', () => {
  it('is the minimum of the second-order loss with its penalties', () => {
    const sums = { rows: 5, gradient: -6, hessian: 3 };
    const given = { ...free, l1: 1, l2: 2 };
    const loss = (value: number) => sums.gradient * value + 0.5 * (sums.hessian + given.l2) * value ** 2 + given.l1 * Math.abs(value);
    const value = leafValue(sums, given);
    expect(value).toBeCloseTo(1, 12);
    expect(loss(value)).toBeLessThan(Math.min(loss(value + 0.01), loss(value - 0.01)));
    expect(Math.abs(leafValue({ ...sums, gradient: 0.5 }, given))).toBe(0);
  });
});
