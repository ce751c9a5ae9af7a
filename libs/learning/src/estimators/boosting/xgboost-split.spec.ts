import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { tables } from '../trees/trees.suite.js';
import type { NodeSplit } from './grow-level-wise.js';
import { buildHistogram } from './histogram.js';
import { layOutColumns } from './histogram-layout.js';
import { cutMatrix } from './xgboost-bins.js';
import { XgboostSplits, type XgboostRules } from './xgboost-split.js';

const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
const plain: XgboostRules = { minChildWeight: 1, gamma: 0, lambda: 1, alpha: 0, maxDeltaStep: 0, maxCatToOnehot: 4, maxCatThreshold: 64 };

const rules = fc.record({
  minChildWeight: fc.constantFrom(0, 1, 3),
  lambda: fc.constantFrom(0.5, 1, 4),
  alpha: fc.constantFrom(0, 0.5),
  maxDeltaStep: fc.constantFrom(0, 0.3),
});

/** One node of all rows, searched in both ways. */
function searchBoth(x: Matrix, given: XgboostRules, seed: number) {
  const random = createRandom(seed);
  const pairs = Float32Array.from({ length: 2 * x.rows }, (_, i) => (i % 2 === 0 ? random.normal() : 0.5 + random.next()));
  const rows = Uint32Array.from({ length: x.rows }, (_, row) => row);
  const node = { gradient: 0, hessian: 0, ...unbounded };
  for (const row of rows) {
    node.gradient += pairs[2 * row];
    node.hessian += pairs[2 * row + 1];
  }
  const cuts = cutMatrix(x, undefined, 256);
  const layout = layOutColumns(cuts.binned, 1);
  const histogram = new Float64Array(2 * layout.offsets[layout.columns.length]);
  buildHistogram(layout, { pairs, rows, begin: 0, end: x.rows, ...node }, histogram);
  const splits = new XgboostSplits(cuts, layout, given);
  const slots = Int32Array.from(layout.columns, (_, slot) => slot);
  const found = splits.search(histogram, node, slots, rows);
  const open = splits.openSlots;
  const byRows = splits.searchRows(pairs, node, slots, rows);
  return { pairs, node, layout, found, open, byRows, openByRows: splits.openSlots };
}

/** Tries every threshold of every column with the missing values on either side, in double. */
function bestGain(x: Matrix, pairs: Float32Array, { minChildWeight, lambda, alpha, maxDeltaStep }: XgboostRules): number {
  const weight = (g: number, h: number) => {
    const step = -(Math.sign(g) * Math.max(0, Math.abs(g) - alpha)) / (h + lambda);
    return maxDeltaStep > 0 ? Math.sign(step) * Math.min(Math.abs(step), maxDeltaStep) : step;
  };
  const gain = (g: number, h: number) => {
    if (maxDeltaStep > 0) return -(2 * g * weight(g, h) + (h + lambda) * weight(g, h) ** 2);
    return Math.max(0, Math.abs(g) - alpha) ** 2 / (h + lambda);
  };
  const sumOf = (goesLeft: (row: number) => boolean) => {
    let [gl, hl, gr, hr] = [0, 0, 0, 0];
    for (let row = 0; row < x.rows; row++) {
      if (goesLeft(row)) [gl, hl] = [gl + pairs[2 * row], hl + pairs[2 * row + 1]];
      else [gr, hr] = [gr + pairs[2 * row], hr + pairs[2 * row + 1]];
    }
    if (Math.min(hl, hr) < minChildWeight || hl <= 0 || hr <= 0) return 0;
    return gain(gl, hl) + gain(gr, hr) - gain(gl + gr, hl + hr);
  };
  let best = 0;
  for (let column = 0; column < x.columns; column++) {
    const valueOf = (row: number) => x.data[row * x.columns + column];
    for (const threshold of new Set(Array.from({ length: x.rows }, (_, row) => valueOf(row)).filter((value) => !Number.isNaN(value)))) {
      for (const missingLeft of [false, true])
        best = Math.max(
          best,
          sumOf((row) => (Number.isNaN(valueOf(row)) ? missingLeft : valueOf(row) <= threshold)),
        );
    }
  }
  return best;
}

const core = (split: NodeSplit | undefined) =>
  split && { slot: split.slot, bin: split.bin, missingLeft: split.missingLeft, threshold: split.threshold };

describe('XgboostSplits', () => {
  it('finds the best of all splits', () => {
    fc.assert(
      fc.property(tables(40), rules, fc.integer(), (x, given, seed) => {
        const own = { ...plain, ...given };
        const { pairs, found } = searchBoth(x, own, seed);
        const best = bestGain(x, pairs, own);
        expect(Math.abs((found?.gain ?? 0) - best)).toBeLessThan(1e-4 * Math.max(1, best));
      }),
    );
  });

  it('finds the same from rows as from histograms, and closes the same slots', () => {
    fc.assert(
      fc.property(tables(60), rules, fc.integer(), (x, given, seed) => {
        const { found, byRows, open, openByRows } = searchBoth(x, { ...plain, ...given }, seed);
        expect(core(byRows)).toEqual(core(found));
        expect(openByRows).toEqual(open);
        expect(byRows?.gain).toBe(found?.gain);
      }),
    );
  });

  it('shares the sums out among both sides', () => {
    fc.assert(
      fc.property(tables(40), fc.integer(), (x, seed) => {
        const { pairs, node, layout, found } = searchBoth(x, plain, seed);
        if (!found) return;
        const column = layout.columns[found.slot];
        let gradient = 0;
        for (let row = 0; row < x.rows; row++) {
          const value = x.data[row * x.columns + column];
          if (Number.isNaN(value) ? found.missingLeft : value <= found.threshold) gradient += pairs[2 * row];
        }
        expect(found.left.gradient).toBeCloseTo(gradient, 9);
        expect(found.left.gradient + found.right.gradient).toBeCloseTo(node.gradient, 9);
        expect(found.left.hessian + found.right.hessian).toBeCloseTo(node.hessian, 9);
      }),
    );
  });

  it('asks for at least gamma', () => {
    fc.assert(
      fc.property(tables(40), fc.integer(), (x, seed) => {
        const { found } = searchBoth(x, plain, seed);
        if (!found) return;
        expect(searchBoth(x, { ...plain, gamma: found.gain * 1.01 }, seed).found).toBeUndefined();
        expect(core(searchBoth(x, { ...plain, gamma: found.gain * 0.99 }, seed).found)).toEqual(core(found));
      }),
    );
  });
});
