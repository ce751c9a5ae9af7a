import { ClassTally } from './class-tally.js';
import type { Tally } from './forest-tallies.js';
import { MomentTally } from './moment-tally.js';
import { PackedTally, packing } from './packed-tally.js';
import type { RowStatistics } from './row-statistics.js';

/** The quickest tally for what the rows carry; `draws` bounds how often a row counts in a tree, all rows together. */
export function tallyFor(statistics: RowStatistics, countsRows: boolean, draws: number): Tally {
  const { y, weights, isMoment } = statistics;
  if (!isMoment) return new ClassTally(statistics);
  let largest = 0;
  let areWhole = true;
  for (const weight of weights) {
    largest = Math.max(largest, weight);
    areWhole &&= Number.isInteger(weight);
  }
  const packs = !countsRows && areWhole && largest * draws < packing && y.every((value) => value === 0 || value === 1);
  return packs ? new PackedTally(statistics) : new MomentTally(statistics);
}
