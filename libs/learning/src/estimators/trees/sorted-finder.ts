import type { Matrix } from '../estimator.js';
import { floorToFloat32 } from './float32.js';
import { addRow, type RowStatistics } from './row-statistics.js';
import { sortedRows } from './sorted-rows.js';
import type { BestSplit, Node, SplitFinder } from './split-finder.js';

/** Exact splits: every column keeps the rows in its own order, sorted once and then partitioned stably with each node (SLIQ's lists). */
export class SortedFinder implements SplitFinder {
  /** Per column: the rows by value, missing last. */
  private readonly orders: readonly Uint32Array[];
  private readonly values: readonly Float32Array[];
  private readonly goesLeft: Uint8Array;
  private readonly moved: Uint32Array;
  private readonly left: Float64Array;

  constructor(
    x: Matrix,
    private readonly statistics: RowStatistics,
  ) {
    this.values = Array.from({ length: x.columns }, (_, column) => columnOf(x, column));
    this.orders = this.values.map(sortedRows);
    this.goesLeft = new Uint8Array(x.rows);
    this.moved = new Uint32Array(x.rows);
    this.left = new Float64Array(statistics.criterion.channels);
  }

  rowsOf(begin: number, end: number): Uint32Array {
    return this.orders[0].subarray(begin, end);
  }

  search(column: number, node: Node, best: BestSplit): boolean {
    const order = this.orders[column];
    const values = this.values[column];
    const first = values[order[node.begin]];
    const last = values[order[node.end - 1]];
    if (first === last || Number.isNaN(first)) return false;
    const present = Number.isNaN(last) ? this.presentEnd(order, values, node) : node.end;
    this.scan(column, node, present, false, best);
    if (present < node.end) this.scan(column, node, present, true, best);
    return true;
  }

  private presentEnd(order: Uint32Array, values: Float32Array, { begin, end }: Node): number {
    let present = end;
    while (present > begin && Number.isNaN(values[order[present - 1]])) present--;
    return present;
  }

  /** Cuts after each value that differs from the next; rows from `present` on are missing and go left where `missingLeft`. */
  private scan(column: number, { begin, end, sums }: Node, present: number, missingLeft: boolean, best: BestSplit): void {
    const { left, statistics } = this;
    const order = this.orders[column];
    const values = this.values[column];
    left.fill(0);
    const missing = missingLeft ? end - present : 0;
    for (let i = end - missing; i < end; i++) addRow(statistics, order[i], left);
    const stop = present < end && !missingLeft ? present : present - 1;
    for (let i = begin; i < stop; i++) {
      addRow(statistics, order[i], left);
      const value = values[order[i]];
      const next = i + 1 < present ? values[order[i + 1]] : Number.NaN;
      if (value === next) continue;
      const leftRows = i + 1 - begin + missing;
      if (!best.improves(left, sums, leftRows, end - begin - leftRows)) continue;
      const follows = present < end ? missingLeft : leftRows > end - begin - leftRows;
      best.keep(column, value, thresholdBetween(value, next), follows);
    }
  }

  partition({ begin, end }: Node, { column, bound, missingLeft }: BestSplit): number {
    const values = this.values[column];
    let middle = begin;
    for (const row of this.orders[column].subarray(begin, end)) {
      const value = values[row];
      const left = value <= bound || (missingLeft && Number.isNaN(value)) ? 1 : 0;
      this.goesLeft[row] = left;
      middle += left;
    }
    for (const order of this.orders) this.partitionOrder(order, begin, end);
    return middle;
  }

  private partitionOrder(order: Uint32Array, begin: number, end: number): void {
    const { goesLeft, moved } = this;
    let kept = begin;
    let right = 0;
    for (let i = begin; i < end; i++) {
      const row = order[i];
      const left = goesLeft[row];
      order[kept] = row;
      moved[right] = row;
      kept += left;
      right += 1 - left;
    }
    order.set(moved.subarray(0, right), kept);
  }
}

function columnOf({ rows, columns, data }: Matrix, column: number): Float32Array {
  const values = new Float32Array(rows);
  for (let row = 0, at = column; row < rows; row++, at += columns) values[row] = data[at];
  return values;
}

/** The middle of two neighbours in float32, never reaching the upper one; beyond all values where `next` is missing. */
function thresholdBetween(value: number, next: number): number {
  if (Number.isNaN(next)) return Number.POSITIVE_INFINITY;
  const middle = value / 2 + next / 2;
  return Number.isFinite(middle) ? floorToFloat32(middle) : value;
}
