import type { Criterion } from './criterion.js';
import { FilledSlots, gather, type Groups, mostLocalRows, mostSlots, type Tally } from './forest-tallies.js';
import type { RowStatistics } from './row-statistics.js';

/** The weight of the second class is counted in units of this. */
export const packing = 2 ** 26;
const unpacking = 2 ** -26;

/** Whole weights of two classes: weight and weight of the second class in one number, so that a row is one addition. */
export class PackedTally implements Tally {
  readonly countsRows = false;
  readonly isExact = true;
  readonly total = new Float64Array(2);
  readonly criterion: Criterion;
  private readonly y: Float64Array;
  private readonly packed: Float64Array;
  private readonly local = new Float64Array(mostLocalRows);
  private source: Float64Array;
  private readonly loaded: Float64Array;
  private readonly slots = new Float64Array(mostSlots + 1);
  private readonly filled = new FilledSlots();

  constructor({ y, criterion }: RowStatistics) {
    this.criterion = criterion;
    this.y = y;
    this.packed = new Float64Array(y.length);
    this.source = this.packed;
    this.loaded = new Float64Array(y.length);
  }

  weigh(weights: Float64Array): void {
    const { y, packed } = this;
    for (let row = 0; row < y.length; row++) packed[row] = weights[row] * (y[row] * packing + 1);
    this.delocalise();
  }

  localise(rows: Int32Array, begin: number, end: number): void {
    gather(this.packed, rows, begin, end, this.local);
    this.source = this.local;
  }

  delocalise(): void {
    this.source = this.packed;
  }

  load(rows: Int32Array, begin: number, end: number): boolean {
    const { source, loaded, total } = this;
    let sum = 0;
    for (let i = begin; i < end; i++) {
      const value = source[rows[i]];
      loaded[i - begin] = value;
      sum += value;
    }
    total[1] = Math.floor(sum * unpacking);
    total[0] = sum - total[1] * packing;
    return total[1] === 0 || total[1] === total[0];
  }

  groupBySlot(codes: Int32Array, size: number, low: number, shift: number, slots: number, groups: Groups): void {
    if (size > slots) this.groupManyBySlot(codes, size, low, shift, slots, groups);
    else this.groupFewBySlot(codes, size, low, shift, slots, groups);
  }

  private groupManyBySlot(codes: Int32Array, size: number, low: number, shift: number, slots: number, groups: Groups): void {
    const { slots: sums, loaded } = this;
    for (let i = 0; i < size; i++) sums[(codes[i] - low) >> shift] += loaded[i];
    this.takeSlots(low, shift, slots, groups);
  }

  groupColumn(column: Uint16Array, rows: Int32Array, begin: number, end: number, shift: number, slots: number, groups: Groups): void {
    const { slots: sums, loaded } = this;
    for (let i = begin; i < end; i++) sums[column[rows[i]] >> shift] += loaded[i - begin];
    this.takeSlots(0, shift, slots, groups);
  }

  private takeSlots(low: number, shift: number, slots: number, groups: Groups): void {
    const sums = this.slots;
    groups.size = 0;
    for (let slot = 0; slot < slots; slot++) {
      const sum = sums[slot];
      if (sum === 0) continue;
      sums[slot] = 0;
      addPacked(groups, sum, low + ((slot + 1) << shift) - 1);
    }
  }

  private groupFewBySlot(codes: Int32Array, size: number, low: number, shift: number, among: number, groups: Groups): void {
    const { slots: sums, loaded } = this;
    const { bits, slots } = this.filled;
    for (let i = 0; i < size; i++) {
      const slot = (codes[i] - low) >> shift;
      sums[slot] += loaded[i];
      bits[slot >> 5] |= 1 << slot;
    }
    const count = this.filled.list(among);
    groups.size = 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i];
      const sum = sums[slot];
      sums[slot] = 0;
      addPacked(groups, sum, low + ((slot + 1) << shift) - 1);
    }
  }

  // Sides are as good as random: (code − beyond) >>> 31 is 1 below and 0 above, without a branch to be guessed wrong.
  groupBelow(codes: Int32Array, size: number, beyond: number, groups: Groups): void {
    const { loaded } = this;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += loaded[i] * ((codes[i] - beyond) >>> 31);
    groups.size = 0;
    addPacked(groups, sum, beyond - 1);
  }

  groupByKey(keys: Int32Array, size: number, groups: Groups): void {
    const { loaded } = this;
    groups.size = 0;
    for (let i = 0; i < size; ) {
      const code = keys[i] >> 8;
      let sum = 0;
      do sum += loaded[keys[i++] & 255];
      while (i < size && keys[i] >> 8 === code);
      addPacked(groups, sum, code);
    }
  }
}

function addPacked(groups: Groups, sum: number, bound: number): void {
  const group = groups.size++;
  const moment = Math.floor(sum * unpacking);
  groups.sums[2 * group] = sum - moment * packing;
  groups.sums[2 * group + 1] = moment;
  groups.bounds[group] = bound;
}
