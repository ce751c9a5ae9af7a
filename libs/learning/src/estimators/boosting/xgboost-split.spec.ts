import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { tables } from '../trees/trees.suite.js';
import { Engine } from './engine.js';
import type { NodeSplit } from './grow-level-wise.js';
import { buildHistogram } from './histogram.js';
import { layOutColumns } from './histogram-layout.js';
import { LeafSearch, type SlotSplit } from './leaf-search.js';
import { cutMatrix } from './xgboost-bins.js';
import { type Cut, findCut } from './xgboost-cuts.js';
import { XgboostGain, type XgboostRules } from './xgboost-gain.js';
import { XgboostSplits } from './xgboost-split.js';

const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
const plain: XgboostRules = { minChildWeight: 1, gamma: 0, lambda: 1, alpha: 0, maxDeltaStep: 0, maxCatToOnehot: 4, maxCatThreshold: 64 };

const rules = fc.record({
  minChildWeight: fc.constantFrom(0, 1, 3),
  lambda: fc.constantFrom(0.5, 1, 4),
  alpha: fc.constantFrom(0, 0.5),
  maxDeltaStep: fc.constantFrom(0, 0.3),
});

/** Bounds and directions too. */
const bound = fc.record({
  lower: fc.constantFrom(Number.NEGATIVE_INFINITY, -0.25),
  upper: fc.constantFrom(Number.POSITIVE_INFINITY, 0.125),
  monotone: fc.option(fc.array(fc.constantFrom(-1, 0, 1), { minLength: 8, maxLength: 8 }), { nil: undefined }),
});

interface Search {
  readonly rules: XgboostRules;
  readonly bounds?: { readonly lower: number; readonly upper: number };
  readonly drawn?: (slot: number) => boolean;
}

/** One node of all rows, searched by the kernels, and column by column by their plain twin. */
function searchBoth(x: Matrix, { rules: given, bounds = unbounded, drawn }: Search, seed: number) {
  const random = createRandom(seed);
  const engine = new Engine(1, 0);
  const pairs = engine.memory.floats(2 * x.rows);
  // Of few bits: sums are exact in any order, so that kernels and twin have the same ties.
  pairs.set(Float32Array.from({ length: 2 * x.rows }, (_, i) => (i % 2 === 0 ? random.integer(64) - 32 : 1 + random.integer(8)) / 8));
  const rows = engine.memory.counts(x.rows);
  rows.set(Uint32Array.from({ length: x.rows }, (_, row) => row));
  const node = { gradient: 0, hessian: 0, ...bounds };
  for (const row of rows) {
    node.gradient += pairs[2 * row];
    node.hessian += pairs[2 * row + 1];
  }
  const cuts = cutMatrix(x, undefined, 256);
  const codes = engine.memory.bytes(cuts.binned.codes.length);
  codes.set(cuts.binned.codes);
  const binned = { ...cuts.binned, codes };
  const layout = layOutColumns(binned, 1, engine.memory);
  const splits = new XgboostSplits({ ...cuts, binned }, layout, given);
  const { minChildWeight, lambda, alpha, maxDeltaStep, monotone } = given;
  const kernelRules = { minRows: 0, minHessian: minChildWeight, minGain: 0, l1: alpha, l2: lambda, maxDeltaStep, directions: monotone };
  const search = new LeafSearch(engine, layout, binned, kernelRules, () => false);
  search.startTree(pairs, rows);
  const leaf = search.takeLeaf(new Uint8Array(layout.columns.length).fill(1));
  const sums = { rows: x.rows, gradient: node.gradient, hessian: node.hessian };
  leaf.set(0, sums, search.scratchHistogram(0));
  const slots = Int32Array.from(layout.columns.keys()).filter((slot) => !drawn || drawn(slot));
  leaf.limit({ ...bounds, drawn: drawn && slots });
  const found = search.openLeaf(leaf, sums);
  const histogram = new Float64Array(2 * layout.offsets[layout.columns.length]);
  buildHistogram(layOutColumns(binned, 1), { pairs, rows, begin: 0, end: x.rows, ...node }, histogram);
  let plain: (Cut & { slot: number }) | undefined;
  for (const slot of slots) {
    const column = layout.columns[slot];
    const bins = {
      first: layout.offsets[slot],
      count: layout.offsets[slot + 1] - layout.offsets[slot],
      hasMissing: binned.bins[column].missing >= 0,
    };
    const cut = findCut(histogram, bins, node, column, new XgboostGain(given));
    if (cut && cut.change > (plain?.change ?? 0)) plain = { ...cut, slot };
  }
  return { pairs, node, layout, found, plain, chosen: splits.search(histogram, node, slots, rows, found) };
}

function asCut({ slot, gain, bin, missingLeft, left }: SlotSplit) {
  return { slot, change: gain, bin, missingLeft, gradient: left.gradient, hessian: left.hessian };
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
        const { pairs, chosen } = searchBoth(x, { rules: own }, seed);
        const best = bestGain(x, pairs, own);
        expect(Math.abs((chosen?.gain ?? 0) - best)).toBeLessThan(1e-4 * Math.max(1, best));
      }),
    );
  });

  it('finds by kernels what the plain search finds, in small leaves and large ones', () => {
    const sizes = fc.oneof(tables(60), tables(12));
    fc.assert(
      fc.property(sizes, rules, bound, fc.integer(), (x, given, { monotone, ...bounds }, seed) => {
        const directions = monotone && Int8Array.from({ length: x.columns }, (_, column) => monotone[column % 8]);
        const { found, plain: twin } = searchBoth(x, { rules: { ...plain, ...given, monotone: directions }, bounds }, seed);
        expect(found && asCut(found)).toEqual(twin);
      }),
    );
  });

  it('looks at the drawn slots only', () => {
    fc.assert(
      fc.property(tables(60), rules, fc.integer({ min: 0, max: 7 }), fc.integer(), (x, given, mask, seed) => {
        const { found, plain: twin } = searchBoth(
          x,
          { rules: { ...plain, ...given }, drawn: (slot) => ((mask >> (slot % 3)) & 1) === 1 },
          seed,
        );
        expect(found && asCut(found)).toEqual(twin);
      }),
    );
  });

  it('shares the sums out among both sides', () => {
    fc.assert(
      fc.property(tables(40), fc.integer(), (x, seed) => {
        const { pairs, node, layout, chosen } = searchBoth(x, { rules: plain }, seed);
        if (!chosen) return;
        const column = layout.columns[chosen.slot];
        let gradient = 0;
        for (let row = 0; row < x.rows; row++) {
          const value = x.data[row * x.columns + column];
          if (Number.isNaN(value) ? chosen.missingLeft : value <= chosen.threshold) gradient += pairs[2 * row];
        }
        expect(chosen.left.gradient).toBeCloseTo(gradient, 9);
        expect(chosen.left.gradient + chosen.right.gradient).toBeCloseTo(node.gradient, 9);
        expect(chosen.left.hessian + chosen.right.hessian).toBeCloseTo(node.hessian, 9);
      }),
    );
  });

  it('asks for at least gamma', () => {
    fc.assert(
      fc.property(tables(40), fc.integer(), (x, seed) => {
        const { chosen } = searchBoth(x, { rules: plain }, seed);
        if (!chosen) return;
        expect(searchBoth(x, { rules: { ...plain, gamma: chosen.gain * 1.01 } }, seed).chosen).toBeUndefined();
        expect(core(searchBoth(x, { rules: { ...plain, gamma: chosen.gain * 0.99 } }, seed).chosen)).toEqual(core(chosen));
      }),
    );
  });
});
