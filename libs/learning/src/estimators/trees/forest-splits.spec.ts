import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import type { CriterionName } from './criterion.js';
import { missingCode, rankColumns } from './forest-columns.js';
import { ForestSplitter } from './forest-splits.js';
import { tallyFor } from './choose-tally.js';
import type { RowStatistics } from './row-statistics.js';
import { everyRow, matrixOf, naiveScore, rootOf, statisticsFor, tables } from './trees.suite.js';

const kinds = fc.constantFrom<[number, CriterionName]>([2, 'gini'], [3, 'gini'], [2, 'entropy'], [3, 'entropy'], [0, 'squared_error']);
const atOnce = () => Promise.resolve();

async function splitterOf(x: Matrix, statistics: RowStatistics, minRows = 1): Promise<ForestSplitter> {
  const tally = tallyFor(statistics, minRows > 1, x.rows);
  const splitter = new ForestSplitter(await rankColumns(x, atOnce), tally, { minRows, minWeight: 0 }, statistics.isMoment, x.columns);
  splitter.take(statistics.weights);
  splitter.begin(0, x.rows);
  return splitter;
}

/** The decrease of weighted impurity that the splitter's best has. */
function gainOf({ best }: ForestSplitter, statistics: RowStatistics): number {
  const weight = statistics.weights.reduce((a, b) => a + b, 0);
  return statistics.isMoment ? best.score / weight : best.score;
}

function naiveGain(x: Matrix, column: number, statistics: RowStatistics, minRows: number): number {
  return naiveScore(x, column, statistics, minRows) - statistics.criterion.purity(rootOf(statistics, everyRow(x)).sums);
}

const wholeWeights = (statistics: RowStatistics) => ({ ...statistics, weights: statistics.weights.map((weight) => Math.ceil(4 * weight)) });

describe('ForestSplitter', () => {
  it.each([24, 120])('finds the split that trying all of them finds, in tables of up to %i rows', async (mostRows) => {
    await fc.assert(
      fc.asyncProperty(
        tables(mostRows),
        kinds,
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.integer(),
        async (x, [classes, criterion], minRows, isWhole, seed) => {
          const given = statisticsFor(x, classes, criterion, seed);
          const statistics = isWhole ? wholeWeights(given) : given;
          for (let column = 0; column < x.columns; column++) {
            const splitter = await splitterOf(x, statistics, minRows);
            const values = new Set(Array.from(everyRow(x), (row) => x.data[row * x.columns + column]));
            expect(splitter.search(column, 0, x.rows)).toBe(values.size > 1);
            const expected = naiveGain(x, column, statistics, minRows);
            if (Number.isFinite(expected)) expect(gainOf(splitter, statistics)).toBeCloseTo(expected, 8);
            else expect(splitter.best.column).toBe(-1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('comes near the best split where there are more values than slots, in one pass and in two', async () => {
    const random = createRandom(3);
    const x = matrixOf(Array.from({ length: 9000 }, () => [random.normal()]));
    const noisy = Float64Array.from(x.data, (value) => Number(value + random.normal() > 0.4));
    const statistics = { ...statisticsFor(x, 2, 'gini', 1), y: noisy, weights: new Float64Array(9000).fill(1) };
    const splitter = await splitterOf(x, statistics);
    splitter.search(0, 0, 9000);
    const dense = gainOf(splitter, statistics);
    const holes = { ...x, data: Float32Array.of(...x.data.slice(0, -1), Number.NaN) };
    const other = await splitterOf(holes, statistics);
    other.search(0, 0, 9000);
    expect(gainOf(other, statistics) / dense).toBeCloseTo(1, 2);
    expect(Math.abs(splitter.best.bound - x.data.filter((value) => value <= 0.4).length)).toBeLessThan(1000);
  });

  it.each<[number, CriterionName]>([
    [3, 'gini'],
    [3, 'entropy'],
    [0, 'squared_error'],
  ])(
    'finds about the same in one pass and in two: %i classes, %s',
    async (classes, criterion) => {
      const random = createRandom(4);
      const x = matrixOf(Array.from({ length: 3000 }, () => [random.normal()]));
      const shifted = (value: number) => value + random.normal();
      const target = (value: number) => (classes === 0 ? value : value < -0.5 ? 0 : value < 0.7 ? 1 : 2);
      const statistics = { ...statisticsFor(x, classes, criterion, 1), y: Float64Array.from(x.data, (value) => target(shifted(value))) };
      const splitter = await splitterOf(x, statistics);
      expect(splitter.search(0, 0, 3000)).toBe(true);
      const holes = { ...x, data: Float32Array.of(...x.data.slice(0, -1), Number.NaN) };
      const other = await splitterOf(holes, statistics);
      other.search(0, 0, 3000);
      expect(gainOf(other, statistics) / gainOf(splitter, statistics)).toBeCloseTo(1, 2);
      expect(gainOf(splitter, statistics)).toBeGreaterThan(0);
    },
    30_000,
  );

  it.each(['best', 'random'] as const)('parts the rows as the threshold does, %s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(tables(80), fc.integer(), async (x, seed) => {
        const statistics = statisticsFor(x, 0, 'squared_error', seed);
        const splitter = await splitterOf(x, statistics);
        const random = createRandom(seed);
        for (let column = 0; column < x.columns; column++) {
          if (kind === 'best') splitter.search(column, 0, x.rows);
          else splitter.searchRandom(column, 0, x.rows, () => random.next());
        }
        const { best } = splitter;
        fc.pre(best.column >= 0);
        const middle = splitter.partition(0, x.rows);
        const goesLeft = (row: number) => {
          const value = x.data[row * x.columns + best.column];
          return value <= best.threshold || (Number.isNaN(value) && best.missingLeft);
        };
        expect(Math.fround(best.threshold)).toBe(best.threshold);
        expect(middle).toBe([...everyRow(x)].filter(goesLeft).length);
        expect(middle).toBeGreaterThan(0);
        expect(middle).toBeLessThan(x.rows);
        const table = await rankColumns(x, atOnce);
        for (const row of everyRow(x)) {
          const code = table.byColumn[best.column * x.rows + row];
          expect(code === missingCode ? best.missingLeft : code <= best.highest).toBe(goesLeft(row));
          if (code !== missingCode) expect(code < best.lowest).toBe(goesLeft(row));
        }
      }),
      { numRuns: 80 },
    );
  });

  it('draws thresholds evenly over the range of the node', async () => {
    const x = matrixOf(Array.from({ length: 11 }, (_, row) => [row]));
    const splitter = await splitterOf(x, statisticsFor(x, 0, 'squared_error', 1));
    const random = createRandom(2);
    const drawn = Array.from({ length: 400 }, () => {
      splitter.begin(0, 11);
      splitter.searchRandom(0, 0, 11, () => random.next());
      return splitter.best.threshold;
    });
    expect(Math.min(...drawn)).toBeLessThan(0.3);
    expect(Math.max(...drawn)).toBeGreaterThan(9.7);
    expect(drawn.reduce((a, b) => a + b, 0) / 400).toBeGreaterThan(4.5);
    expect(drawn.reduce((a, b) => a + b, 0) / 400).toBeLessThan(5.5);
  });
});

describe('rankColumns', () => {
  it('gives codes in the order of the values, the same both ways, and missing ones last', async () => {
    await fc.assert(
      fc.asyncProperty(tables(40), async (x) => {
        const table = await rankColumns(x, atOnce);
        for (let i = 0; i < x.data.length; i++) {
          const [row, column] = [Math.floor(i / x.columns), i % x.columns];
          const code = table.byColumn[column * x.rows + row];
          expect(table.byRow?.[i]).toBe(code);
          if (Number.isNaN(x.data[i])) expect([code, table.hasMissing[column]]).toEqual([missingCode, 1]);
          else expect(table.low[table.starts[column] + code]).toBe(x.data[i] === 0 ? 0 : x.data[i]);
        }
      }),
    );
  });

  it('shares codes among neighbours where there are more values than codes', async () => {
    const x = { rows: 140_000, columns: 1, data: Float32Array.from({ length: 140_000 }, (_, row) => row), names: ['a'] };
    const table = await rankColumns(x, atOnce);
    expect(table.starts[1]).toBeLessThanOrEqual(missingCode);
    expect(table.byColumn[139_999]).toBe(table.starts[1] - 1);
    x.data.forEach((value, row) => {
      if (value < table.low[table.byColumn[row]] || value > table.high[table.byColumn[row]]) throw new Error(`code of row ${row}`);
    });
  });
});
