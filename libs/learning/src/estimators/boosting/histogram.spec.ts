import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import { type BinnedMatrix, binMatrix, codesOf } from '../trees/binned-matrix.js';
import { matrixOf, tables } from '../trees/trees.suite.js';
import { buildHistogram, HistogramPool, subtractHistogram } from './histogram.js';
import { type HistogramLayout, layOutColumns } from './histogram-layout.js';

/** Gradients of few bits: sums are exact in any order. */
function pairsFor(rows: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? random.integer(64) - 32 : 1 + random.integer(8)) / 8);
}

/** The naive twin: every row of every column, bin by bin. */
function naive(binned: BinnedMatrix, layout: HistogramLayout, pairs: Float32Array, rows: Uint32Array): Float64Array {
  const histogram = new Float64Array(2 * layout.offsets[layout.columns.length]);
  layout.columns.forEach((column, slot) => {
    for (const row of rows) {
      const bin = layout.offsets[slot] + codesOf(binned, column)[row];
      histogram[2 * bin] += pairs[2 * row];
      histogram[2 * bin + 1] += pairs[2 * row + 1];
    }
  });
  return histogram;
}

function built(layout: HistogramLayout, pairs: Float32Array, rows: Uint32Array): Float64Array {
  const sum = (of: 0 | 1) => rows.reduce((total, row) => total + pairs[2 * row + of], 0);
  const histogram = new Float64Array(2 * layout.offsets[layout.columns.length]).fill(Number.NaN);
  buildHistogram(layout, { pairs, rows, begin: 0, end: rows.length, gradient: sum(0), hessian: sum(1) }, histogram);
  return histogram;
}

const someRows = (rows: number, seed: number) => {
  const random = createRandom(seed);
  return Uint32Array.from({ length: rows }, (_, row) => row).filter(() => random.next() < 0.6);
};

describe('buildHistogram', () => {
  it('adds up what the naive sum adds up, from blocks and from row lists', () => {
    fc.assert(
      fc.property(tables(), fc.integer(), (x, seed) => {
        const binned = binMatrix(x, { maxBins: 255, minRowsInBin: 1 });
        const layout = layOutColumns(binned, 1);
        const pairs = pairsFor(x.rows, seed);
        const rows = someRows(x.rows, seed);
        expect([...built(layout, pairs, rows)]).toEqual([...naive(binned, layout, pairs, rows)]);
      }),
    );
  });

  it('gives by subtraction what building the other child gives', () => {
    fc.assert(
      fc.property(tables(), fc.integer(), (x, seed) => {
        const layout = layOutColumns(binMatrix(x, { maxBins: 16, minRowsInBin: 1 }), 1);
        const pairs = pairsFor(x.rows, seed);
        const all = Uint32Array.from({ length: x.rows }, (_, row) => row);
        const left = someRows(x.rows, seed);
        const parent = built(layout, pairs, all);
        subtractHistogram(parent, built(layout, pairs, left));
        const right = all.filter((row) => !left.includes(row));
        expect([...parent]).toEqual([...built(layout, pairs, right)]);
      }),
    );
  });

  it('works over several blocks', () => {
    const random = createRandom(4);
    const x = matrixOf(Array.from({ length: 300 }, () => Array.from({ length: 70 }, () => random.normal())));
    const binned = binMatrix(x, { maxBins: 255, minRowsInBin: 1 });
    const layout = layOutColumns(binned, 1);
    expect(layout.blocks.length).toBeGreaterThan(1);
    const pairs = pairsFor(300, 5);
    const rows = someRows(300, 6);
    expect([...built(layout, pairs, rows)]).toEqual([...naive(binned, layout, pairs, rows)]);
  });
});

describe('layOutColumns', () => {
  const column = (value: (row: number) => number) => matrixOf(Array.from({ length: 100 }, (_, row) => [value(row)]));
  const layoutOf = (value: (row: number) => number, minRows = 1) =>
    layOutColumns(binMatrix(column(value), { maxBins: 255, minRowsInBin: 1 }), minRows);

  it('keeps columns that mostly sit in one bin as lists of the other rows', () => {
    const { lists, blocks } = layoutOf((row) => (row % 10 === 0 ? 1 : 0));
    expect(blocks).toHaveLength(0);
    expect(lists.entries).toHaveLength(10);
    expect(layoutOf((row) => row).lists.slots).toHaveLength(0);
  });

  it('leaves out columns that no split of enough rows on each side exists for', () => {
    expect(layoutOf(() => 7).columns).toHaveLength(0);
    const rare = (row: number) => (row < 15 ? 1 : 0);
    expect(layoutOf(rare, 15).columns).toHaveLength(1);
    expect(layoutOf(rare, 16).columns).toHaveLength(0);
  });
});

describe('HistogramPool', () => {
  it('lends again what was given back', () => {
    const pool = new HistogramPool(4);
    const first = pool.take();
    expect(pool.take()).not.toBe(first);
    pool.give(first);
    expect(pool.take()).toBe(first);
  });
});
