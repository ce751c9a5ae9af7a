import { createRandom, type Random } from '../../random/random.js';
import type { Task } from '../../threads/task-pool.js';
import type { CriterionName } from './criterion.js';
import type { RankedColumns } from './forest-columns.js';
import { judgedRows } from './forest-out-of-bag.js';
import { type ForestGrowth, ForestGrower, type ForestTree, leavesOutOfBag } from './forest-grow.js';
import { rowStatistics } from './row-statistics.js';

/** What every tree of a forest grows from: plain data on shared memory. */
export interface ForestPlan {
  readonly name: string;
  readonly seed: number;
  readonly table: RankedColumns;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly classes: number;
  readonly criterion: CriterionName;
  readonly growth: ForestGrowth;
}

export interface GrownTree extends Omit<ForestTree, 'walk'> {
  /** See leavesOutOfBag; absent where every tree sees all rows. */
  readonly leaves?: Int32Array;
}

/** The task of a forest: grows the tree of a number. Seed and number decide it, so that trees may grow anywhere and in any order. */
export function createTask(plan: ForestPlan): Task<number, GrownTree> {
  const { name, seed, table, weights, growth } = plan;
  const grower = new ForestGrower(table, rowStatistics(plan.y, weights, plan.classes, plan.criterion), growth);
  const random = createRandom(seed).fork(name);
  const drawn = new Float64Array(weights.length);
  return async (number, checkpoint) => {
    const own = random.fork(number);
    if (growth.draws === 0) {
      const { tree, gains } = await grower.grow(weights, own, checkpoint);
      return { tree, gains };
    }
    drawWeights(weights, growth.draws, own, drawn);
    const grown = await grower.grow(drawn, own, checkpoint);
    return { tree: grown.tree, gains: grown.gains, leaves: leavesOutOfBag(table, drawn, grown, judgedRows(table.rows)) };
  };
}

/** Each row's weight times how often it was drawn. A number of 53 random bits makes two draws where that many rows leave room for both. */
function drawWeights(given: Float64Array, draws: number, random: Random, drawn: Float64Array): void {
  const rows = given.length;
  drawn.fill(0);
  if (rows < 2 ** 22) {
    for (let i = 0; i < draws; i += 2) {
      const both = random.next() * rows;
      const first = Math.floor(both);
      drawn[first]++;
      if (i + 1 < draws) drawn[Math.floor((both - first) * rows)]++;
    }
  } else for (let i = 0; i < draws; i++) drawn[random.integer(rows)]++;
  for (let row = 0; row < rows; row++) drawn[row] *= given[row];
}
