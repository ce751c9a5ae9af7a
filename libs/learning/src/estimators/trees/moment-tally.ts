import type { Criterion } from './criterion.js';
import { FilledSlots, gather, type Groups, mostLocalRows, mostSlots, type Tally } from './forest-tallies.js';
import type { RowStatistics } from './row-statistics.js';

/** Weight and weighted target: regression, and two classes with any weights. */
export class MomentTally implements Tally {
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
