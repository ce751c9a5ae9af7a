import type { Matrix } from '../estimator.js';
import { floorToFloat32 } from './float32.js';
import type { AbsoluteError } from './absolute-error.js';
import { addRow, type RowStatistics, sumRows } from './row-statistics.js';
import { sortedRows } from './sorted-rows.js';
import type { BestSplit, Node, Split, SplitFinder } from './split-finder.js';
import { Turns } from './turns.js';

/** Exact splits: every column keeps the rows in its own order, sorted once and then partitioned stably with each node (SLIQ's lists). */
export class SortedFinder implements SplitFinder {
  /** Per column: the rows by value, missing last. */
  private readonly orders: Uint32Array[] = [];
  private readonly values: Float32Array[] = [];
  private readonly goesLeft: Uint8Array;
  private readonly moved: Uint32Array;
  private readonly left: Float64Array;

  /** Sorts the columns; `checkpoint` is awaited now and then, and may throw to stop. */
  static async sort(x: Matrix, statistics: RowStatistics, checkpoint: () => Promise<void>): Promise<SortedFinder> {
    const finder = new SortedFinder(x, statistics);
    const turns = new Turns(checkpoint);
    for (let column = 0; column < x.columns; column++) {
      // A sort looks at each row some four times.
      await turns.after(4 * x.rows);
      finder.add(columnOf(x, column));
    }
    return finder;
  }

  private constructor(
    x: Matrix,
    private readonly statistics: RowStatistics,
  ) {
    this.goesLeft = new Uint8Array(x.rows);
    this.moved = new Uint32Array(x.rows);
    this.left = new Float64Array(statistics.criterion.channels);
  }

  private add(values: Float32Array): void {
    this.values.push(values);
    this.orders.push(sortedRows(values));
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
    for (const missingLeft of present < node.end ? [false, true] : [false]) {
      if (this.statistics.absolute) this.scanAbsolute(this.statistics.absolute, column, node, present, missingLeft, best);
      else this.scan(column, node, present, missingLeft, best);
    }
    return true;
  }

  searchRandom(column: number, node: Node, best: BestSplit, draw: () => number): boolean {
    const { left, statistics } = this;
    const order = this.orders[column];
    const values = this.values[column];
    const [least, last] = [values[order[node.begin]], values[order[node.end - 1]]];
    if (least === last || Number.isNaN(least)) return false;
    const present = Number.isNaN(last) ? this.presentEnd(order, values, node) : node.end;
    const most = values[order[present - 1]];
    const threshold = drawThreshold(least, most, draw);
    const missingLeft = present < node.end && least !== most && draw() < 0.5;
    let middle = node.begin;
    while (middle < present && values[order[middle]] <= threshold) middle++;
    const rows = missingLeft
      ? Uint32Array.of(...order.subarray(node.begin, middle), ...order.subarray(present, node.end))
      : order.subarray(node.begin, middle);
    sumRows(statistics, rows, left);
    const size = node.end - node.begin;
    if (!best.allows(left, node.sums, rows.length, size - rows.length)) return true;
    const others = order.subarray(middle, missingLeft ? present : node.end);
    const { absolute } = statistics;
    const follows = present < node.end ? missingLeft : rows.length > size - rows.length;
    const [below, above] = absolute ? [absolute.of(rows), absolute.of(others)] : [];
    const isBetter =
      below && above
        ? best.improvesTo(-below.loss - above.loss, below.median, above.median)
        : best.improves(left, node.sums, rows.length, size - rows.length);
    if (isBetter) best.keep(column, threshold, threshold, follows);
    return true;
  }

  /** As `scan`, by the losses of all that may lie left or right of a cut. */
  private scanAbsolute(
    absolute: AbsoluteError,
    column: number,
    { begin, end, sums }: Node,
    present: number,
    missingLeft: boolean,
    best: BestSplit,
  ): void {
    const { left, statistics } = this;
    const order = this.orders[column];
    const values = this.values[column];
    const missing = order.subarray(present, end);
    const rows = order.subarray(begin, present);
    const none = order.subarray(0, 0);
    const [leftMedians, rightMedians] = [0, 1].map(() => new Float64Array(best.direction === 0 ? 0 : rows.length + 1));
    const wanted = (medians: Float64Array) => (best.direction === 0 ? undefined : medians);
    const leftLosses = absolute.lossesAlong(rows, missingLeft ? missing : none, wanted(leftMedians));
    const rightLosses = absolute.lossesAlong(rows.slice().reverse(), missingLeft ? none : missing, wanted(rightMedians));
    const lastLeft = missing.length > 0 && !missingLeft ? rows.length : rows.length - 1;
    sumRows(statistics, missingLeft ? missing : none, left);
    for (let i = 0; i < lastLeft; i++) {
      addRow(statistics, rows[i], left);
      const value = values[rows[i]];
      const next = i + 1 < rows.length ? values[rows[i + 1]] : Number.NaN;
      if (value === next) continue;
      const leftRows = i + 1 + (missingLeft ? missing.length : 0);
      if (!best.allows(left, sums, leftRows, end - begin - leftRows)) continue;
      const rest = rows.length - i - 1;
      if (!best.improvesTo(-leftLosses[i + 1] - rightLosses[rest], leftMedians[i + 1], rightMedians[rest])) continue;
      const follows = present < end ? missingLeft : leftRows > end - begin - leftRows;
      best.keep(column, value, thresholdBetween(value, next), follows);
    }
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

  partition({ begin, end }: Node, { column, bound, missingLeft }: Split): number {
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

/** At least the least value and below the most, so that both sides get a row; `most` itself where there is one value beside missing ones. */
function drawThreshold(least: number, most: number, draw: () => number): number {
  if (least === most) return most;
  const drawn = floorToFloat32(least + draw() * (most - least));
  return drawn < most ? Math.max(drawn, least) : least;
}
