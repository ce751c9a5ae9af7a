import { describe, expect, it, jest } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import { ColumnSampler } from './column-sampler.js';
import { ForestGrower } from './forest-grow.js';
import { growDepthFirst, type GrowthRules } from './grow-depth-first.js';
import { rowStatistics } from './row-statistics.js';
import { SortedFinder } from './sorted-finder.js';
import type { BestSplit, Node, SplitFinder } from './split-finder.js';
import { Turns } from './turns.js';

/** What may be done between two turns: some ten milliseconds. */
const most = 2e6;
const unlimited: GrowthRules = { maxDepth: 12, minSamplesSplit: 2, minSamplesLeaf: 1, minImpurityDecrease: 0, maxFeatures: 100 };

/** Looks at nothing, but counts the rows that a search would look at. Each split takes one row off, so that nodes stay large however deep they lie. */
class PeelingFinder implements SplitFinder {
  work = 0;
  searches = 0;
  private readonly rows: Uint32Array;

  constructor(count: number) {
    this.rows = Uint32Array.from({ length: count }, (_, row) => row);
  }

  rowsOf(begin: number, end: number): Uint32Array {
    return this.rows.subarray(begin, end);
  }

  search(column: number, { begin, end }: Node, best: BestSplit): boolean {
    this.work += end - begin;
    this.searches++;
    if (best.improvesTo(1)) best.keep(column, 0, 0, false);
    return true;
  }

  searchRandom(column: number, node: Node, best: BestSplit): boolean {
    return this.search(column, node, best);
  }

  partition({ begin }: Node): number {
    return begin + 1;
  }
}

async function growPeeling(rows: number, checkpoint: (finder: PeelingFinder) => Promise<void>, rules = unlimited) {
  const finder = new PeelingFinder(rows);
  const y = Float64Array.from({ length: rows }, (_, row) => row);
  const statistics = rowStatistics(y, new Float64Array(rows).fill(1), 0, 'squared_error');
  await growDepthFirst(finder, statistics, 100, rows, rules, createRandom(1), () => checkpoint(finder));
  return finder;
}

describe('a tree of 500,000 rows', () => {
  it('gives others a turn within a column or two, at the root and in the deepest nodes', async () => {
    const between: number[] = [];
    await growPeeling(500_000, async (finder) => {
      between.push(finder.work);
      finder.work = 0;
    });
    // 12 levels of 100 columns.
    expect(between.length).toBeGreaterThanOrEqual((12 * 100 * 499_000) / (most + 500_000));
    expect(Math.max(...between)).toBeLessThanOrEqual(most + 500_000);
  });

  it('stops in the middle of a node when a turn brings an abort', async () => {
    let turns = 0;
    let stopped: PeelingFinder | undefined;
    const growing = growPeeling(500_000, async (finder) => {
      stopped = finder;
      if (++turns === 10) throw new Error('stopped');
    });
    await expect(growing).rejects.toThrow('stopped');
    // Ten turns of some four columns each: not one of the root's hundred has to be finished first.
    expect((stopped as PeelingFinder).searches).toBeLessThan(60);
  });

  it('takes few turns where nodes are small', async () => {
    let turns = 0;
    await growPeeling(50, async () => void turns++);
    expect(turns).toBe(0);
  });
});

describe('SortedFinder.sort', () => {
  it('gives others a turn between the columns it sorts', async () => {
    const x = { rows: 300_000, columns: 4, names: [...'abcd'], data: new Float32Array(1_200_000) };
    const statistics = rowStatistics(new Float64Array(x.rows), new Float64Array(x.rows), 0, 'squared_error');
    const checkpoint = jest.fn(() => Promise.resolve());
    await SortedFinder.sort(x, statistics, checkpoint);
    expect(checkpoint).toHaveBeenCalledTimes(2);
    await expect(SortedFinder.sort(x, statistics, () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
  });
});

describe('ForestGrower', () => {
  it('gives others a turn between the columns of one large node', async () => {
    const [rows, columns, codes] = [20_000, 250, 5];
    const byColumn = new Uint16Array(rows * columns);
    for (let i = 0; i < byColumn.length; i++) byColumn[i] = (i * 7919) % codes;
    const low = Float32Array.from({ length: columns * codes }, (_, i) => i % codes);
    const starts = Int32Array.from({ length: columns + 1 }, (_, column) => codes * column);
    const table = { rows, columns, byColumn, starts, low, high: low, hasMissing: new Uint8Array(columns) };
    const random = createRandom(1);
    const y = Float64Array.from({ length: rows }, () => random.normal());
    const weights = new Float64Array(rows).fill(1);
    const growth = { ...unlimited, maxDepth: 1, maxFeatures: 250, splitter: 'best', draws: 0 } as const;
    const grower = new ForestGrower(table, rowStatistics(y, weights, 0, 'squared_error'), growth);
    const checkpoint = jest.fn(() => Promise.resolve());
    await grower.grow(weights, random, checkpoint);
    expect(checkpoint.mock.calls.length).toBeGreaterThanOrEqual(2);
    const stopping = grower.grow(weights, random, () => Promise.reject(new Error('stopped')));
    await expect(stopping).rejects.toThrow('stopped');
  });
});

describe('ColumnSampler', () => {
  it('draws slowly what it draws at once', async () => {
    const isConstant = (column: number) => column % 3 === 0;
    const drawnBy = async (slowly: boolean) => {
      const sampler = new ColumnSampler(12, 4, createRandom(3));
      const seen: number[] = [];
      const visit = (column: number) => {
        seen.push(column);
        return !isConstant(column);
      };
      let known = 0;
      for (let level = 0; level < 5; level++) {
        known = slowly
          ? await sampler.drawSlowly(
              known,
              visit,
              () => false,
              () => Promise.resolve(),
            )
          : sampler.draw(known, visit);
        seen.push(-known);
      }
      return seen;
    };
    expect(await drawnBy(true)).toEqual(await drawnBy(false));
  });
});

describe('Turns', () => {
  it('counts work up to a turn, and begins anew after it', async () => {
    const checkpoint = jest.fn(() => Promise.resolve());
    const turns = new Turns(checkpoint);
    for (let i = 0; i < 5; i++) await turns.after(most / 2);
    expect(checkpoint).toHaveBeenCalledTimes(1);
    expect(turns.isLarge(most)).toBe(false);
    expect(turns.isLarge(most + 1)).toBe(true);
  });
});
