import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { binMatrix } from './binned-matrix.js';
import type { CriterionName } from './criterion.js';
import { HistogramFinder } from './histogram-finder.js';
import { addRow, type RowStatistics, rowStatistics, sumRows } from './row-statistics.js';
import { SortedFinder } from './sorted-finder.js';
import { BestSplit, type Node, type SplitFinder } from './split-finder.js';
import { matrixOf, tables } from './trees.suite.js';

const everyRow = (x: Matrix) => Uint32Array.from({ length: x.rows }, (_, row) => row);

function statisticsFor(x: Matrix, classes: number, criterion: CriterionName, seed: number): RowStatistics {
  const random = createRandom(seed);
  const y = Float64Array.from({ length: x.rows }, () => (classes > 0 ? random.integer(classes) : random.normal()));
  return rowStatistics(
    y,
    y.map(() => 0.5 + random.next()),
    classes,
    criterion,
  );
}

function rootOf(statistics: RowStatistics, rows: Uint32Array): Node {
  const sums = new Float64Array(statistics.criterion.channels);
  sumRows(statistics, rows, sums);
  return { begin: 0, end: rows.length, sums };
}

/** The naive twin: the best score over every way to cut a column at one of its values, missing values on either side. */
function naiveScore(x: Matrix, column: number, statistics: RowStatistics, minRows: number): number {
  const value = (row: number) => x.data[row * x.columns + column];
  const { sums } = rootOf(statistics, everyRow(x));
  let best = Number.NEGATIVE_INFINITY;
  for (let cut = 0; cut < x.rows; cut++) {
    for (const missingLeft of [false, true]) {
      const left = Array.from(everyRow(x)).filter((row) => value(row) <= value(cut) || (missingLeft && Number.isNaN(value(row))));
      if (Number.isNaN(value(cut)) || left.length < minRows || x.rows - left.length < minRows) continue;
      const leftSums = new Float64Array(sums.length);
      for (const row of left) addRow(statistics, row, leftSums);
      best = Math.max(best, statistics.criterion.score(leftSums, sums));
    }
  }
  return best;
}

/** Bins fine enough that every value has its own: then the histogram finder is exact as well. */
const finders: Readonly<Record<string, (x: Matrix, statistics: RowStatistics) => SplitFinder>> = {
  SortedFinder: (x, statistics) => new SortedFinder(x, statistics),
  HistogramFinder: (x, statistics) => new HistogramFinder(binMatrix(x, { maxBins: 256, minRowsInBin: 1 }), statistics, everyRow(x)),
};

const kinds = fc.constantFrom<[number, CriterionName]>([2, 'gini'], [3, 'gini'], [2, 'entropy'], [3, 'entropy'], [0, 'squared_error']);

describe.each(Object.entries(finders))('%s', (_name, create) => {
  it('finds the split that trying all of them finds', () => {
    fc.assert(
      fc.property(tables(), kinds, fc.integer({ min: 1, max: 4 }), fc.integer(), (x, [classes, criterion], minRows, seed) => {
        const statistics = statisticsFor(x, classes, criterion, seed);
        const finder = create(x, statistics);
        for (let column = 0; column < x.columns; column++) {
          const best = new BestSplit(statistics.criterion, minRows);
          const varies = finder.search(column, rootOf(statistics, everyRow(x)), best);
          const values = new Set(Array.from(everyRow(x), (row) => x.data[row * x.columns + column]));
          expect(varies).toBe(values.size > 1);
          const expected = naiveScore(x, column, statistics, minRows);
          if (Number.isFinite(expected)) expect(best.score).toBeCloseTo(expected, 8);
          else expect(best.column).toBe(-1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('parts the rows as the threshold does', () => {
    fc.assert(
      fc.property(tables(), fc.integer(), (x, seed) => {
        const statistics = statisticsFor(x, 0, 'squared_error', seed);
        const finder = create(x, statistics);
        const best = new BestSplit(statistics.criterion, 1);
        const root = rootOf(statistics, everyRow(x));
        for (let column = 0; column < x.columns; column++) finder.search(column, root, best);
        fc.pre(best.column >= 0);
        const middle = finder.partition(root, best);
        const goesLeft = (row: number) => {
          const value = x.data[row * x.columns + best.column];
          return value <= best.threshold || (Number.isNaN(value) && best.missingLeft);
        };
        expect(Math.fround(best.threshold)).toBe(best.threshold);
        expect([...finder.rowsOf(0, middle)].sort((a, b) => a - b)).toEqual([...everyRow(x)].filter(goesLeft));
        expect([...finder.rowsOf(middle, x.rows)].every((row) => !goesLeft(row))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('parts the missing values from the rest where that is best', () => {
    const x = matrixOf([[1], [2], [Number.NaN], [Number.NaN], [3]]);
    const statistics = rowStatistics(Float64Array.of(0, 0, 1, 1, 0), new Float64Array(5).fill(1), 2, 'gini');
    const best = new BestSplit(statistics.criterion, 1);
    create(x, statistics).search(0, rootOf(statistics, everyRow(x)), best);
    expect(best).toMatchObject({ threshold: Number.POSITIVE_INFINITY, missingLeft: false });
  });

  it('sends missing values that the node has none of to the larger side', () => {
    const x = matrixOf([[1], [2], [3], [4], [5]]);
    const side = (y: readonly number[]) => {
      const statistics = rowStatistics(Float64Array.from(y), new Float64Array(5).fill(1), 2, 'gini');
      const best = new BestSplit(statistics.criterion, 1);
      create(x, statistics).search(0, rootOf(statistics, everyRow(x)), best);
      return best.missingLeft;
    };
    expect(side([0, 1, 1, 1, 1])).toBe(false);
    expect(side([0, 0, 0, 0, 1])).toBe(true);
  });
});

describe('HistogramFinder', () => {
  it('finds the same by counting as by sorting', () => {
    fc.assert(
      fc.property(tables(24), fc.integer(), (x, seed) => {
        const twice = { ...x, rows: 2 * x.rows, data: Float32Array.of(...x.data, ...x.data) };
        const once = statisticsFor(x, 3, 'gini', seed);
        const double = { ...once, y: Float64Array.of(...once.y, ...once.y), weights: Float64Array.of(...once.weights, ...once.weights) };
        for (let column = 0; column < x.columns; column++) {
          const [small, large] = [
            { x, statistics: once },
            { x: twice, statistics: double },
          ].map((given) => {
            const best = new BestSplit(given.statistics.criterion, 1);
            finders.HistogramFinder(given.x, given.statistics).search(column, rootOf(given.statistics, everyRow(given.x)), best);
            return best;
          });
          expect(large.column).toBe(small.column);
          if (small.column >= 0) expect(large.score).toBeCloseTo(2 * small.score, 8);
        }
      }),
    );
  });
});
