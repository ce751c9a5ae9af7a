import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Matrix } from '../estimator.js';
import type { CriterionName } from './criterion.js';
import { type RowStatistics, rowStatistics } from './row-statistics.js';
import { SortedFinder } from './sorted-finder.js';
import { BestSplit, type SplitFinder } from './split-finder.js';
import { everyRow, matrixOf, naiveScore, rootOf, statisticsFor, tables } from './trees.suite.js';

const finders: Readonly<Record<string, (x: Matrix, statistics: RowStatistics) => Promise<SplitFinder>>> = {
  SortedFinder: (x, statistics) => SortedFinder.sort(x, statistics, () => Promise.resolve()),
};

const kinds = fc.constantFrom<[number, CriterionName]>([2, 'gini'], [3, 'gini'], [2, 'entropy'], [3, 'entropy'], [0, 'squared_error']);

describe.each(Object.entries(finders))('%s', (_name, create) => {
  it('finds the split that trying all of them finds', async () => {
    await fc.assert(
      fc.asyncProperty(tables(), kinds, fc.integer({ min: 1, max: 4 }), fc.integer(), async (x, [classes, criterion], minRows, seed) => {
        const statistics = statisticsFor(x, classes, criterion, seed);
        const finder = await create(x, statistics);
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

  it('parts the rows as the threshold does', async () => {
    await fc.assert(
      fc.asyncProperty(tables(), fc.integer(), async (x, seed) => {
        const statistics = statisticsFor(x, 0, 'squared_error', seed);
        const finder = await create(x, statistics);
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

  it('parts the missing values from the rest where that is best', async () => {
    const x = matrixOf([[1], [2], [Number.NaN], [Number.NaN], [3]]);
    const statistics = rowStatistics(Float64Array.of(0, 0, 1, 1, 0), new Float64Array(5).fill(1), 2, 'gini');
    const best = new BestSplit(statistics.criterion, 1);
    (await create(x, statistics)).search(0, rootOf(statistics, everyRow(x)), best);
    expect(best).toMatchObject({ threshold: Number.POSITIVE_INFINITY, missingLeft: false });
  });

  it('sends missing values that the node has none of to the larger side', async () => {
    const x = matrixOf([[1], [2], [3], [4], [5]]);
    const side = async (y: readonly number[]) => {
      const statistics = rowStatistics(Float64Array.from(y), new Float64Array(5).fill(1), 2, 'gini');
      const best = new BestSplit(statistics.criterion, 1);
      (await create(x, statistics)).search(0, rootOf(statistics, everyRow(x)), best);
      return best.missingLeft;
    };
    expect(await side([0, 1, 1, 1, 1])).toBe(false);
    expect(await side([0, 0, 0, 0, 1])).toBe(true);
  });
});
