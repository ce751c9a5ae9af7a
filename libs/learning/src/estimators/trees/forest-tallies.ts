import type { Criterion } from './criterion.js';
import type { RowStatistics } from './row-statistics.js';

/** Up to so many slots part a node's rows by code; one more holds the missing values. */
export const mostSlots = 4096;

/** Subtrees of up to so many rows may be grown on copies that the processor's caches hold. */
export const mostLocalRows = 1024;

/** A node's rows by ascending code: group g holds the codes up to `bounds[g]` above those of group g − 1. */
export class Groups {
  size = 0;
  readonly bounds = new Int32Array(mostSlots + 1);
  readonly rows = new Int32Array(mostSlots + 1);
  readonly sums: Float64Array;

  constructor(channels: number) {
    this.sums = new Float64Array((mostSlots + 1) * channels);
  }
}

/** Adds up what a node's rows carry, by groups of their codes in one column. One tally serves all nodes of all trees. */
export interface Tally {
  readonly criterion: Criterion;
  /** Whether groups know their numbers of rows; else `Groups.rows` is unread. */
  readonly countsRows: boolean;
  /** Whether targets are 0 or 1 and all sums are whole numbers, without rounding. */
  readonly isExact: boolean;
  /** The sums over the loaded node. */
  readonly total: Float64Array;
  /** Takes the row weights of the next tree. */
  weigh(weights: Float64Array): void;
  /** From now on rows are places among these: what they carry is copied together, until the next `weigh` or `delocalise`. */
  localise(rows: Int32Array, begin: number, end: number): void;
  /** Rows are those of the table again. */
  delocalise(): void;
  /** Takes up the rows of a node, in order; returns whether their targets are all equal. */
  load(rows: Int32Array, begin: number, end: number): boolean;
  /** Groups the node's rows by `(code − low) >> shift`, below `slots`. `codes` are in the order of the loaded rows. */
  groupBySlot(codes: Int32Array, size: number, low: number, shift: number, slots: number, groups: Groups): void;
  /** The same for rows `begin` … `end` − 1 of `rows`, straight from a column without missing values, from code 0 on. */
  groupColumn(column: Uint16Array, rows: Int32Array, begin: number, end: number, shift: number, slots: number, groups: Groups): void;
  /** Puts the rows with codes below `beyond` into the first group. */
  groupBelow(codes: Int32Array, size: number, beyond: number, groups: Groups): void;
  /** Groups the node's rows by keys `code · 256 + place`, ascending. */
  groupByKey(keys: Int32Array, size: number, groups: Groups): void;
}

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

function gather(values: Float64Array | Int32Array, rows: Int32Array, begin: number, end: number, into: Float64Array | Int32Array): void {
  for (let i = begin; i < end; i++) into[i - begin] = values[rows[i]];
}

const packing = 2 ** 26;
const unpacking = 2 ** -26;

/** Which slots hold rows, a bit each: in small nodes most hold none, and testing each would often be guessed wrong. */
class FilledSlots {
  readonly bits = new Int32Array((mostSlots >> 5) + 1);
  readonly slots = new Int32Array(mostSlots + 1);

  /** Lists the filled ones of the first `slots` in `slots`, ascending, and forgets them; returns how many. */
  list(among: number): number {
    const { bits, slots } = this;
    let count = 0;
    for (let w = 0; w << 5 < among; w++) {
      let word = bits[w];
      if (word === 0) continue;
      bits[w] = 0;
      do {
        slots[count++] = (w << 5) + 31 - Math.clz32(word & -word);
        word &= word - 1;
      } while (word !== 0);
    }
    return count;
  }
}

/** Whole weights of two classes: weight and weight of the second class in one number, so that a row is one addition. */
class PackedTally implements Tally {
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

/** Weight and weighted target: regression, and two classes with any weights. */
class MomentTally implements Tally {
  readonly countsRows = true;
  readonly isExact = false;
  readonly total = new Float64Array(2);
  readonly criterion: Criterion;
  private readonly tableY: Float64Array;
  private tableWeights: Float64Array = new Float64Array();
  private readonly localY = new Float64Array(mostLocalRows);
  private readonly localWeights = new Float64Array(mostLocalRows);
  private y: Float64Array;
  private weights: Float64Array = this.tableWeights;
  private readonly loadedWeights: Float64Array;
  private readonly loadedMoments: Float64Array;
  private readonly counts = new Int32Array(mostSlots + 1);
  private readonly sums = new Float64Array(2 * (mostSlots + 1));
  private readonly filled = new FilledSlots();

  constructor({ y, criterion }: RowStatistics) {
    this.criterion = criterion;
    this.tableY = this.y = y;
    this.loadedWeights = new Float64Array(y.length);
    this.loadedMoments = new Float64Array(y.length);
  }

  weigh(weights: Float64Array): void {
    this.tableWeights = weights;
    this.delocalise();
  }

  localise(rows: Int32Array, begin: number, end: number): void {
    gather(this.tableY, rows, begin, end, this.localY);
    gather(this.tableWeights, rows, begin, end, this.localWeights);
    this.y = this.localY;
    this.weights = this.localWeights;
  }

  delocalise(): void {
    this.y = this.tableY;
    this.weights = this.tableWeights;
  }

  load(rows: Int32Array, begin: number, end: number): boolean {
    const { y, weights, loadedWeights, loadedMoments } = this;
    const first = y[rows[begin]];
    let isPure = true;
    let sum = 0;
    let moment = 0;
    for (let i = begin; i < end; i++) {
      const value = y[rows[i]];
      const weight = weights[rows[i]];
      if (value !== first) isPure = false;
      loadedWeights[i - begin] = weight;
      loadedMoments[i - begin] = weight * value;
      sum += weight;
      moment += weight * value;
    }
    this.total[0] = sum;
    this.total[1] = moment;
    return isPure;
  }

  groupBySlot(codes: Int32Array, size: number, low: number, shift: number, among: number, groups: Groups): void {
    const { sums, counts, loadedWeights, loadedMoments } = this;
    const { bits } = this.filled;
    for (let i = 0; i < size; i++) {
      const slot = (codes[i] - low) >> shift;
      bits[slot >> 5] |= 1 << slot;
      counts[slot]++;
      sums[2 * slot] += loadedWeights[i];
      sums[2 * slot + 1] += loadedMoments[i];
    }
    this.takeSlots(low, shift, among, groups);
  }

  groupColumn(column: Uint16Array, rows: Int32Array, begin: number, end: number, shift: number, among: number, groups: Groups): void {
    const { sums, counts, loadedWeights, loadedMoments } = this;
    const { bits } = this.filled;
    for (let i = begin; i < end; i++) {
      const slot = column[rows[i]] >> shift;
      bits[slot >> 5] |= 1 << slot;
      counts[slot]++;
      sums[2 * slot] += loadedWeights[i - begin];
      sums[2 * slot + 1] += loadedMoments[i - begin];
    }
    this.takeSlots(0, shift, among, groups);
  }

  private takeSlots(low: number, shift: number, among: number, groups: Groups): void {
    const { sums, counts } = this;
    const { slots } = this.filled;
    groups.size = this.filled.list(among);
    for (let group = 0; group < groups.size; group++) {
      const slot = slots[group];
      groups.rows[group] = counts[slot];
      groups.sums[2 * group] = sums[2 * slot];
      groups.sums[2 * group + 1] = sums[2 * slot + 1];
      groups.bounds[group] = low + ((slot + 1) << shift) - 1;
      counts[slot] = sums[2 * slot] = sums[2 * slot + 1] = 0;
    }
  }

  groupBelow(codes: Int32Array, size: number, beyond: number, groups: Groups): void {
    const { loadedWeights, loadedMoments } = this;
    let sum = 0;
    let moment = 0;
    let rows = 0;
    for (let i = 0; i < size; i++) {
      const isBelow = (codes[i] - beyond) >>> 31;
      rows += isBelow;
      sum += loadedWeights[i] * isBelow;
      moment += loadedMoments[i] * isBelow;
    }
    groups.rows[0] = rows;
    groups.sums[0] = sum;
    groups.sums[1] = moment;
    groups.size = 1;
  }

  groupByKey(keys: Int32Array, size: number, groups: Groups): void {
    const { loadedWeights, loadedMoments } = this;
    let group = 0;
    for (let i = 0; i < size; group++) {
      const code = keys[i] >> 8;
      const first = i;
      let sum = 0;
      let moment = 0;
      for (; i < size && keys[i] >> 8 === code; i++) {
        sum += loadedWeights[keys[i] & 255];
        moment += loadedMoments[keys[i] & 255];
      }
      groups.rows[group] = i - first;
      groups.sums[2 * group] = sum;
      groups.sums[2 * group + 1] = moment;
      groups.bounds[group] = code;
    }
    groups.size = group;
  }
}

/** The weight of each class: three classes and more, and entropy. */
class ClassTally implements Tally {
  readonly countsRows = true;
  readonly isExact = false;
  readonly criterion: Criterion;
  readonly total: Float64Array;
  private readonly tableY: Int32Array;
  private tableWeights: Float64Array = new Float64Array();
  private readonly localY = new Int32Array(mostLocalRows);
  private readonly localWeights = new Float64Array(mostLocalRows);
  private y: Int32Array;
  private weights: Float64Array = this.tableWeights;
  private readonly loadedWeights: Float64Array;
  private readonly loadedClasses: Int32Array;
  private readonly counts = new Int32Array(mostSlots + 1);
  private readonly sums: Float64Array;
  private readonly filled = new FilledSlots();

  constructor({ y, criterion }: RowStatistics) {
    this.criterion = criterion;
    this.tableY = this.y = Int32Array.from(y);
    this.total = new Float64Array(criterion.channels);
    this.loadedWeights = new Float64Array(y.length);
    this.loadedClasses = new Int32Array(y.length);
    this.sums = new Float64Array(criterion.channels * (mostSlots + 1));
  }

  weigh(weights: Float64Array): void {
    this.tableWeights = weights;
    this.delocalise();
  }

  localise(rows: Int32Array, begin: number, end: number): void {
    gather(this.tableY, rows, begin, end, this.localY);
    gather(this.tableWeights, rows, begin, end, this.localWeights);
    this.y = this.localY;
    this.weights = this.localWeights;
  }

  delocalise(): void {
    this.y = this.tableY;
    this.weights = this.tableWeights;
  }

  load(rows: Int32Array, begin: number, end: number): boolean {
    const { y, weights, loadedWeights, loadedClasses, total } = this;
    const first = y[rows[begin]];
    let isPure = true;
    total.fill(0);
    for (let i = begin; i < end; i++) {
      const code = y[rows[i]];
      const weight = weights[rows[i]];
      if (code !== first) isPure = false;
      loadedWeights[i - begin] = weight;
      loadedClasses[i - begin] = code;
      total[code] += weight;
    }
    return isPure;
  }

  groupBySlot(codes: Int32Array, size: number, low: number, shift: number, among: number, groups: Groups): void {
    const { sums, counts, loadedWeights, loadedClasses } = this;
    const { channels } = this.criterion;
    const { bits } = this.filled;
    for (let i = 0; i < size; i++) {
      const slot = (codes[i] - low) >> shift;
      bits[slot >> 5] |= 1 << slot;
      counts[slot]++;
      sums[channels * slot + loadedClasses[i]] += loadedWeights[i];
    }
    this.takeSlots(low, shift, among, groups);
  }

  groupColumn(column: Uint16Array, rows: Int32Array, begin: number, end: number, shift: number, among: number, groups: Groups): void {
    const { sums, counts, loadedWeights, loadedClasses } = this;
    const { channels } = this.criterion;
    const { bits } = this.filled;
    for (let i = begin; i < end; i++) {
      const slot = column[rows[i]] >> shift;
      bits[slot >> 5] |= 1 << slot;
      counts[slot]++;
      sums[channels * slot + loadedClasses[i - begin]] += loadedWeights[i - begin];
    }
    this.takeSlots(0, shift, among, groups);
  }

  private takeSlots(low: number, shift: number, among: number, groups: Groups): void {
    const { sums, counts } = this;
    const { channels } = this.criterion;
    const { slots } = this.filled;
    groups.size = this.filled.list(among);
    for (let group = 0; group < groups.size; group++) {
      const slot = slots[group];
      groups.rows[group] = counts[slot];
      counts[slot] = 0;
      for (let k = 0; k < channels; k++) {
        groups.sums[channels * group + k] = sums[channels * slot + k];
        sums[channels * slot + k] = 0;
      }
      groups.bounds[group] = low + ((slot + 1) << shift) - 1;
    }
  }

  groupBelow(codes: Int32Array, size: number, beyond: number, groups: Groups): void {
    const { loadedWeights, loadedClasses } = this;
    groups.sums.fill(0, 0, this.criterion.channels);
    let rows = 0;
    for (let i = 0; i < size; i++) {
      const isBelow = (codes[i] - beyond) >>> 31;
      rows += isBelow;
      groups.sums[loadedClasses[i]] += loadedWeights[i] * isBelow;
    }
    groups.rows[0] = rows;
    groups.size = 1;
  }

  groupByKey(keys: Int32Array, size: number, groups: Groups): void {
    const { loadedWeights, loadedClasses } = this;
    const { channels } = this.criterion;
    let group = 0;
    for (let i = 0; i < size; group++) {
      const code = keys[i] >> 8;
      const first = i;
      for (let k = 0; k < channels; k++) groups.sums[channels * group + k] = 0;
      for (; i < size && keys[i] >> 8 === code; i++)
        groups.sums[channels * group + loadedClasses[keys[i] & 255]] += loadedWeights[keys[i] & 255];
      groups.rows[group] = i - first;
      groups.bounds[group] = code;
    }
    groups.size = group;
  }
}
