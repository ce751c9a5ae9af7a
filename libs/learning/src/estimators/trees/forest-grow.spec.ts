import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import { rankColumns } from './forest-columns.js';
import { type ForestGrowth, ForestGrower, leavesOutOfBag } from './forest-grow.js';
import type { CriterionName } from './criterion.js';
import { leafOf } from './tree.js';
import { rowStatistics } from './row-statistics.js';
import { tables } from './trees.suite.js';

const atOnce = () => Promise.resolve();
const unlimited: ForestGrowth = {
  maxDepth: Number.POSITIVE_INFINITY,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minImpurityDecrease: 0,
  maxFeatures: 5,
  splitter: 'best',
  draws: 0,
};
const kinds = fc.constantFrom<[number, CriterionName]>([2, 'gini'], [3, 'gini'], [2, 'entropy'], [0, 'squared_error']);

describe('ForestGrower', () => {
  it.each(['best', 'random'] as const)('grows trees whose leaves hold the rows that reach them, %s splits', async (splitter) => {
    await fc.assert(
      fc.asyncProperty(tables(200), kinds, fc.integer(), async (x, [classes, criterion], seed) => {
        const random = createRandom(seed);
        const y = Float64Array.from({ length: x.rows }, () => (classes > 0 ? random.integer(classes) : random.normal()));
        const weights = y.map(() => random.integer(3));
        fc.pre(weights.some((weight) => weight > 0));
        const table = await rankColumns(x, atOnce);
        const growth = { ...unlimited, maxFeatures: x.columns, splitter };
        const grower = new ForestGrower(table, rowStatistics(y, weights, classes, criterion), { ...growth, draws: 3 * x.rows });
        const first = await grower.grow(weights, createRandom(seed), atOnce);
        const again = await grower.grow(weights, createRandom(seed), atOnce);
        expect(again).toEqual(first);
        const { tree } = first;
        const [covers, sums] = [new Map<number, number>(), new Map<number, number>()];
        const target = (row: number) => (classes === 2 ? y[row] : classes === 3 ? Number(y[row] === 0) : y[row]);
        for (let row = 0; row < x.rows; row++) {
          const leaf = leafOf(tree, x.data, row * x.columns);
          covers.set(leaf, (covers.get(leaf) ?? 0) + weights[row]);
          sums.set(leaf, (sums.get(leaf) ?? 0) + weights[row] * target(row));
        }
        const cover = tree.cover as Float32Array;
        tree.feature.forEach((column, node) => {
          if (column >= 0) {
            expect(cover[node]).toBeCloseTo(cover[tree.left[node]] + cover[tree.right[node]], 4);
            return;
          }
          const leaf = tree.left[node];
          expect(covers.get(leaf)).toBeCloseTo(cover[node], 4);
          expect((sums.get(leaf) ?? 0) / cover[node]).toBeCloseTo(tree.values[leaf * (classes === 3 ? 3 : 1)], 4);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('leads rows that a tree did not see to the leaves of their values', async () => {
    await fc.assert(
      fc.asyncProperty(tables(120), fc.integer(), async (x, seed) => {
        const random = createRandom(seed);
        const y = Float64Array.from({ length: x.rows }, () => random.integer(2));
        const weights = y.map((_, row) => (row === 0 ? 1 : random.integer(2)));
        const table = await rankColumns(x, atOnce);
        const growth = { ...unlimited, maxFeatures: x.columns, splitter: seed % 2 === 0 ? ('best' as const) : ('random' as const) };
        const grown = await new ForestGrower(table, rowStatistics(y, weights, 2, 'gini'), growth).grow(weights, random, atOnce);
        leavesOutOfBag(table, weights, grown).forEach((leaf, row) => {
          expect(leaf).toBe(weights[row] > 0 ? -1 : leafOf(grown.tree, x.data, row * x.columns));
        });
      }),
      { numRuns: 80 },
    );
  });
});
