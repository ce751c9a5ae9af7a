import { type BinnedMatrix, codesOf } from './binned-matrix.js';
import { floorToFloat32 } from './float32.js';
import type { RowStatistics } from './row-statistics.js';
import type { BestSplit, Node, SplitFinder } from './split-finder.js';

/** Nodes up to this size are sorted by insertion: cheaper than clearing and scanning 256 bins. */
const sortedUpTo = 24;

/**
 * Splits on bin codes. A node's rows are gathered per column into groups of equal code, ascending: by counting, or by sorting where the
 * node is small; the groups are then scanned like distinct values. One group is (code, rows, sums).
 */
export class HistogramFinder implements SplitFinder {
  private readonly rows: Uint32Array;
  private readonly moved: Uint32Array;
  private readonly columns: readonly Uint8Array[];
  private readonly channels: number;
  /** Per code: rows and sums. */
  private readonly counts = new Int32Array(256);
  private readonly histogram: Float64Array;
  private readonly codes = new Int32Array(256);
  private readonly groupRows = new Int32Array(256);
  private readonly groupSums: Float64Array;
  private readonly left: Float64Array;
  private readonly keys = new Int32Array(sortedUpTo);
  /** The node's rows in order: what each adds, and for classes where. Gathered once per node, read once per column. */
  private gathered = -1;
  private readonly weights: Float64Array;
  private readonly targets: Float64Array;

  constructor(
    private readonly binned: BinnedMatrix,
    private readonly statistics: RowStatistics,
    rows: Uint32Array,
  ) {
    this.rows = rows.slice();
    this.moved = new Uint32Array(rows.length);
    this.columns = binned.bins.map((_, column) => codesOf(binned, column));
    this.channels = statistics.criterion.channels;
    this.histogram = new Float64Array(256 * this.channels);
    this.groupSums = new Float64Array(256 * this.channels);
    this.left = new Float64Array(this.channels);
    this.weights = new Float64Array(rows.length);
    this.targets = new Float64Array(rows.length);
  }

  rowsOf(begin: number, end: number): Uint32Array {
    return this.rows.subarray(begin, end);
  }

  search(column: number, node: Node, best: BestSplit): boolean {
    this.gather(node);
    const groups = this.group(column, node);
    if (groups < 2) return false;
    this.scan(column, node, groups, best);
    return true;
  }

  private group(column: number, node: Node): number {
    if (this.binned.bins[column].count === 2) return this.groupInTwo(column, node);
    return node.end - node.begin <= sortedUpTo ? this.groupBySorting(column, node) : this.groupByCounting(column, node);
  }

  private gather({ begin, end }: Node): void {
    if (this.gathered === begin) return;
    this.gathered = begin;
    const { rows } = this;
    const { y, weights, isMoment } = this.statistics;
    for (let i = begin; i < end; i++) {
      const row = rows[i];
      this.weights[i - begin] = weights[row];
      this.targets[i - begin] = isMoment ? weights[row] * y[row] : y[row];
    }
  }

  /** One-hot columns: adding to one of two bins again and again would wait for itself, so only the second bin is summed. */
  private groupInTwo(column: number, { begin, end, sums }: Node): number {
    const { rows, channels, codes, groupRows, groupSums, weights, targets } = this;
    const ofColumn = this.columns[column];
    let ones = 0;
    for (let i = begin; i < end; i++) ones += ofColumn[rows[i]];
    if (ones === 0 || ones === end - begin) return 1;
    codes[0] = 0;
    codes[1] = 1;
    groupRows[0] = end - begin - ones;
    groupRows[1] = ones;
    for (let k = 0; k < channels; k++) groupSums[channels + k] = 0;
    if (this.statistics.isMoment) {
      let weight = 0;
      let moment = 0;
      for (let i = begin; i < end; i++) {
        const code = ofColumn[rows[i]];
        weight += code * weights[i - begin];
        moment += code * targets[i - begin];
      }
      groupSums[2] = weight;
      groupSums[3] = moment;
    } else {
      for (let i = begin; i < end; i++) if (ofColumn[rows[i]] === 1) groupSums[channels + targets[i - begin]] += weights[i - begin];
    }
    for (let k = 0; k < channels; k++) groupSums[k] = sums[k] - groupSums[channels + k];
    return 2;
  }

  private groupByCounting(column: number, { begin, end }: Node): number {
    const { low, high } = this.count(this.columns[column], begin, end);
    const { counts, histogram, channels, codes, groupRows, groupSums } = this;
    let groups = 0;
    for (let code = low; code <= high; code++) {
      if (counts[code] === 0) continue;
      codes[groups] = code;
      groupRows[groups] = counts[code];
      counts[code] = 0;
      for (let k = 0; k < channels; k++) {
        groupSums[groups * channels + k] = histogram[code * channels + k];
        histogram[code * channels + k] = 0;
      }
      groups++;
    }
    return groups;
  }

  private count(column: Uint8Array, begin: number, end: number): { low: number; high: number } {
    const { rows, counts, histogram, channels, weights, targets } = this;
    const { isMoment } = this.statistics;
    let low = 255;
    let high = 0;
    for (let i = begin; i < end; i++) {
      const code = column[rows[i]];
      if (code < low) low = code;
      if (code > high) high = code;
      counts[code]++;
      if (isMoment) {
        histogram[2 * code] += weights[i - begin];
        histogram[2 * code + 1] += targets[i - begin];
      } else histogram[code * channels + targets[i - begin]] += weights[i - begin];
    }
    return { low, high };
  }

  private groupBySorting(column: number, { begin, end }: Node): number {
    const { keys, channels, codes, groupRows, groupSums, weights, targets } = this;
    const { isMoment } = this.statistics;
    const size = this.sortKeys(this.columns[column], begin, end);
    if (keys[0] >> 8 === keys[size - 1] >> 8) return 1;
    let groups = 0;
    for (let i = 0; i < size; i++) {
      const code = keys[i] >> 8;
      if (groups === 0 || codes[groups - 1] !== code) {
        codes[groups] = code;
        groupRows[groups] = 0;
        for (let k = groups * channels; k < (groups + 1) * channels; k++) groupSums[k] = 0;
        groups++;
      }
      groupRows[groups - 1]++;
      const at = (groups - 1) * channels;
      const place = keys[i] & 255;
      if (isMoment) {
        groupSums[at] += weights[place];
        groupSums[at + 1] += targets[place];
      } else groupSums[at + targets[place]] += weights[place];
    }
    return groups;
  }

  /** Keys are code and place in the node, ascending. */
  private sortKeys(column: Uint8Array, begin: number, end: number): number {
    const { rows, keys } = this;
    const size = end - begin;
    for (let i = 0; i < size; i++) {
      const key = (column[rows[begin + i]] << 8) | i;
      let at = i;
      for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
      keys[at] = key;
    }
    return size;
  }

  /** Tries every cut between two groups, with the missing values on the right and, where the node has some, on the left. */
  private scan(column: number, node: Node, groups: number, best: BestSplit): void {
    const { codes } = this;
    const rows = node.end - node.begin;
    const hasMissing = codes[groups - 1] === this.binned.bins[column].missing;
    const values = hasMissing ? groups - 1 : groups;
    for (const missingLeft of hasMissing ? [false, true] : [false]) {
      this.left.fill(0);
      let leftRows = 0;
      if (missingLeft) leftRows += this.addGroup(groups - 1);
      const cuts = hasMissing && !missingLeft ? values : values - 1;
      for (let group = 0; group < cuts; group++) {
        leftRows += this.addGroup(group);
        if (!best.improves(this.left, node.sums, leftRows, rows - leftRows)) continue;
        const next = group + 1 < values ? codes[group + 1] : -1;
        // Missing values of later rows follow the larger side where this node has none.
        const follows = hasMissing ? missingLeft : leftRows > rows - leftRows;
        best.keep(column, codes[group], this.thresholdBetween(column, codes[group], next), follows);
      }
    }
  }

  private addGroup(group: number): number {
    const { left, groupSums, channels } = this;
    for (let k = 0; k < channels; k++) left[k] += groupSums[group * channels + k];
    return this.groupRows[group];
  }

  /** Halfway between the bound above `code` and the one below `next`; no value of the node lies between them. −1: beyond all values. */
  private thresholdBetween(column: number, code: number, next: number): number {
    const { thresholds } = this.binned.bins[column];
    if (next < 0) return Number.POSITIVE_INFINITY;
    return floorToFloat32((thresholds[code] + thresholds[next - 1]) / 2);
  }

  partition({ begin, end }: Node, { column, bound, missingLeft }: BestSplit): number {
    this.gathered = -1;
    const { rows, moved, columns } = this;
    const codes = columns[column];
    const { missing } = this.binned.bins[column];
    let kept = begin;
    let right = 0;
    for (let i = begin; i < end; i++) {
      const row = rows[i];
      const code = codes[row];
      if (code === missing ? missingLeft : code <= bound) rows[kept++] = row;
      else moved[right++] = row;
    }
    rows.set(moved.subarray(0, right), kept);
    return kept;
  }
}
