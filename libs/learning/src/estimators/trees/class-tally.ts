import type { Criterion } from './criterion.js';
import { FilledSlots, gather, type Groups, mostLocalRows, mostSlots, type Tally } from './forest-tallies.js';
import type { RowStatistics } from './row-statistics.js';

/** The weight of each class: three classes and more, and entropy. */
export class ClassTally implements Tally {
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
