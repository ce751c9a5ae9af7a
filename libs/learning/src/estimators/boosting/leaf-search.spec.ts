import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom, shuffle } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { binMatrix } from '../trees/binned-matrix.js';
import { matrixOf, tables } from '../trees/trees.suite.js';
import { Engine } from './engine.js';
import { buildHistogram } from './histogram.js';
import { type HistogramLayout, layOutColumns } from './histogram-layout.js';
import { LeafSearch, type SlotSplit } from './leaf-search.js';
import { findSplit, type LeafSums, type SplitRules } from './split.js';

const free: SplitRules = { minRows: 2, minHessian: 1e-3, minGain: 0, l1: 0, l2: 0 };

/** Gradients of few bits: sums are exact in any order, so that kernel and twin have the same ties. */
function pairsFor(rows: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? random.integer(64) - 32 : 1 + random.integer(8)) / 8);
}

function sumsOf(pairs: Float32Array, rows: Uint32Array): LeafSums {
  const sum = (of: 0 | 1) => rows.reduce((total, row) => total + pairs[2 * row + of], 0);
  return { rows: rows.length, gradient: sum(0), hessian: sum(1) };
}

/** A table laid out for kernels and for their plain twins. */
class Bench {
  readonly engine: Engine;
  readonly layout: HistogramLayout;
  readonly search: LeafSearch;
  readonly pairs: Float32Array;
  private readonly binned;
  private readonly plainLayout: HistogramLayout;

  constructor(
    x: Matrix,
    private readonly rules: SplitRules,
    seed: number,
    threads = 1,
  ) {
    this.engine = new Engine(threads, threads > 1 ? Number.POSITIVE_INFINITY : 0);
    this.binned = binMatrix(x, { maxBins: 255, minRowsInBin: 1 }, this.engine.memory.bytes(x.rows * x.columns));
    this.layout = layOutColumns(this.binned, 1, this.engine.memory);
    this.plainLayout = layOutColumns(this.binned, 1);
    this.search = new LeafSearch(this.engine, this.layout, this.binned, rules, () => false);
    this.pairs = this.engine.memory.floats(2 * x.rows);
    this.pairs.set(pairsFor(x.rows, seed));
  }

  /** The naive twin: a whole histogram, every slot searched by itself. */
  plain(rows: Uint32Array): SlotSplit | undefined {
    const { columns, offsets } = this.plainLayout;
    const sums = sumsOf(this.pairs, rows);
    const histogram = new Float64Array(2 * offsets[columns.length]);
    const { gradient, hessian } = sums;
    buildHistogram(this.plainLayout, { gradient, hessian, pairs: this.pairs, rows, begin: 0, end: rows.length }, histogram);
    let best: SlotSplit | undefined;
    columns.forEach((column, slot) => {
      const bins = { first: offsets[slot], count: offsets[slot + 1] - offsets[slot], hasMissing: this.binned.bins[column].missing >= 0 };
      const split = findSplit(histogram, bins, sums, this.rules);
      if (split && (!best || split.gain > best.gain)) best = { ...split, slot };
    });
    return best;
  }

  /** All rows, then the two parts they are cut into. */
  byKernels(all: Uint32Array, cut: number): (SlotSplit | undefined)[] {
    const rows = this.engine.memory.counts(all.length);
    rows.set(all);
    this.search.startTree(this.pairs, rows);
    const root = this.search.takeLeaf(new Uint8Array(this.layout.columns.length).fill(1));
    const sums = sumsOf(this.pairs, all);
    root.set(0, sums, this.search.isSmall(sums.rows) ? this.search.scratchHistogram(0) : this.search.takeHistogram());
    const best = this.search.openLeaf(root, sums);
    const parts = [
      { begin: 0, sums: sumsOf(this.pairs, all.subarray(0, cut)) },
      { begin: cut, sums: sumsOf(this.pairs, all.subarray(cut)) },
    ].sort((a, b) => a.sums.rows - b.sums.rows);
    const children = this.search.openChildren(root, [parts[0].begin, parts[1].begin], [parts[0].sums, parts[1].sums]);
    const found = children.map((child) => child.best);
    for (const { searched } of children) this.search.give(searched);
    return [best, ...(parts[0].begin === 0 ? found : found.reverse())];
  }
}

const rules = fc.record({
  minRows: fc.integer({ min: 1, max: 6 }),
  minHessian: fc.constantFrom(1e-3, 4),
  minGain: fc.constantFrom(0, 0.5),
  l1: fc.constantFrom(0, 1.5),
  l2: fc.constantFrom(0, 2),
});

function comparable(found: SlotSplit | undefined): object | undefined {
  return found && { ...found, gain: expect.closeTo(found.gain, 9), left: closeSums(found.left), right: closeSums(found.right) };
}

function closeSums({ rows, gradient, hessian }: LeafSums): object {
  return { rows, gradient: expect.closeTo(gradient, 9), hessian: expect.closeTo(hessian, 9) };
}

const wide = () => {
  const random = createRandom(3);
  const value = (column: number) =>
    [random.normal(), random.next() < 0.9 ? 0 : random.normal(), random.next() < 0.2 ? Number.NaN : random.normal(), random.integer(6)][
      column % 4
    ];
  return matrixOf(Array.from({ length: 900 }, () => Array.from({ length: 40 }, (_, column) => value(column))));
};

describe('LeafSearch', () => {
  it('finds in a leaf what the plain search finds', () => {
    fc.assert(
      fc.property(tables(), rules, fc.integer(), (x, given, seed) => {
        const bench = new Bench(x, given, seed);
        const all = Uint32Array.from({ length: x.rows }, (_, row) => row);
        const [root] = bench.byKernels(all, 1);
        const plain = bench.plain(all);
        if (plain) expect(root).toEqual(comparable(plain));
        else expect(root).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it.each([1, 2])('finds in large and small leaves what the plain search finds, on %i threads', async (threads) => {
    const x = wide();
    const bench = new Bench(x, free, 7, threads);
    try {
      for (const cut of [2, 30, 100, 200, 450, 700, 880]) {
        const all = shuffle(
          Uint32Array.from({ length: x.rows }, (_, row) => row),
          createRandom(cut),
        );
        const found = bench.byKernels(all, cut);
        const plain = [all, all.subarray(0, cut), all.subarray(cut)].map((rows) => bench.plain(rows));
        expect(found).toEqual(plain.map((split) => split && comparable(split)));
        // Lets the worker start.
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    } finally {
      await bench.engine.end();
    }
  });

  it('lends its memory again', () => {
    const x = wide();
    const bench = new Bench(x, free, 7);
    const all = Uint32Array.from({ length: x.rows }, (_, row) => row);
    bench.byKernels(all, 400);
    const size = bench.engine.memory.shared.memory.buffer.byteLength;
    for (let i = 0; i < 20; i++) bench.byKernels(all, 400);
    // Only the rows that this test takes anew.
    expect(bench.engine.memory.shared.memory.buffer.byteLength - size).toBeLessThanOrEqual(20 * 4096 + 65_536);
  });
});
