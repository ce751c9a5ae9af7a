import type { Points } from '../points.js';
import { certain, type Measure, type Metric, measureOf, snapped } from './metric.js';
import { NearestList } from './nearest-list.js';
import type { NeighbourSearch } from './search.js';

/** Nodes in the order they were split: a node's rows are order[from…to−1], its box is all that they span. */
interface Node {
  readonly from: number;
  readonly to: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly near?: Node;
  readonly far?: Node;
}

/** A k-d tree (Bentley 1975): rows halved at the median of the widest column; boxes that are farther than the k nearest are passed over. */
export class KdTree implements NeighbourSearch {
  private readonly order: Int32Array;
  /** The points in the tree's order, so that a leaf is one stretch of memory. */
  private readonly sorted: Float64Array;
  private readonly root: Node;
  private readonly measure: Measure;

  constructor(
    private readonly points: Points,
    private readonly metric: Metric,
    private readonly leafSize: number,
  ) {
    this.measure = measureOf(metric);
    this.order = Int32Array.from({ length: points.rows }, (_, row) => row);
    this.root = this.grow(0, points.rows);
    const { columns, data } = points;
    this.sorted = new Float64Array(data.length);
    this.order.forEach((row, at) => this.sorted.set(data.subarray(row * columns, (row + 1) * columns), at * columns));
  }

  search(queries: Points, count: number, found: (query: number, list: NearestList) => void): void {
    const list = new NearestList(count);
    for (let query = 0; query < queries.rows; query++) {
      list.clear();
      const own = queries.data.subarray(query * queries.columns, (query + 1) * queries.columns);
      this.visit(this.root, own, list);
      found(query, list);
    }
  }

  private visit({ from, to, near, far }: Node, query: Float64Array, list: NearestList): void {
    if (!near || !far) return this.scan(from, to, query, list);
    const toNear = this.boxMeasure(near, query);
    const toFar = this.boxMeasure(far, query);
    const swap = toFar < toNear;
    if ((swap ? toFar : toNear) * certain <= list.worst) this.visit(swap ? far : near, query, list);
    if ((swap ? toNear : toFar) * certain <= list.worst) this.visit(swap ? near : far, query, list);
  }

  private scan(from: number, to: number, query: Float64Array, list: NearestList): void {
    const { measure, sorted, order } = this;
    const { columns } = this.points;
    for (let at = from; at < to; at++) {
      const value = measure(query, 0, sorted, at, columns);
      if (value * certain <= list.worst) list.offer(snapped(value), order[at]);
    }
  }

  /** The measure of the box's nearest point. */
  private boxMeasure({ low, high }: Node, query: Float64Array): number {
    const { kind, p } = this.metric;
    let sum = 0;
    for (let column = 0; column < query.length; column++) {
      const value = query[column];
      const gap = value < low[column] ? low[column] - value : value > high[column] ? value - high[column] : 0;
      sum += kind === 'euclidean' ? gap * gap : kind === 'manhattan' ? gap : gap ** p;
    }
    return sum;
  }

  private grow(from: number, to: number): Node {
    const { low, high } = this.box(from, to);
    const widths = high.map((value, column) => value - low[column]);
    const column = widths.indexOf(Math.max(...widths));
    if (to - from <= this.leafSize || !(widths[column] > 0)) return { from, to, low, high };
    const middle = (from + to) >> 1;
    this.select(from, to - 1, middle, column);
    return { from, to, low, high, near: this.grow(from, middle), far: this.grow(middle, to) };
  }

  private box(from: number, to: number): { low: Float64Array; high: Float64Array } {
    const { columns, data } = this.points;
    const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
    for (let at = from; at < to; at++) {
      const start = this.order[at] * columns;
      for (let column = 0; column < columns; column++) {
        const value = data[start + column];
        if (value < low[column]) low[column] = value;
        if (value > high[column]) high[column] = value;
      }
    }
    return { low, high };
  }

  /** Hoare's quickselect: puts the row of that rank by the column at its place, smaller ones before it. */
  private select(first: number, last: number, rank: number, column: number): void {
    const { order } = this;
    const { columns, data } = this.points;
    const valueAt = (at: number) => data[order[at] * columns + column];
    let low = first;
    let high = last;
    while (low < high) {
      const pivot = valueAt((low + high) >> 1);
      let i = low;
      let j = high;
      while (i <= j) {
        while (valueAt(i) < pivot) i++;
        while (valueAt(j) > pivot) j--;
        if (i > j) break;
        const kept = order[i];
        order[i++] = order[j];
        order[j--] = kept;
      }
      if (rank <= j) high = j;
      else if (rank >= i) low = i;
      else return;
    }
  }
}
