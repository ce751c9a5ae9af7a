import type { Points } from '../points.js';
import { certain, type Measure, type Metric, measureOf, snapped } from './metric.js';
import { NearestList } from './nearest-list.js';
import type { NeighbourSearch } from './search.js';

/** Queries that are searched together, and bytes of training rows that stay in the processor's cache meanwhile. */
const together = 64;
const tileBytes = 2 ** 18;

/** Measures every pair of rows, tile by tile: the plain twin of the other searches. */
export class BruteForce implements NeighbourSearch {
  private readonly measure: Measure;
  private readonly tile: number;

  constructor(
    private readonly points: Points,
    metric: Metric,
  ) {
    this.measure = measureOf(metric);
    this.tile = Math.max(16, Math.floor(tileBytes / (8 * points.columns)));
  }

  search(queries: Points, count: number, found: (query: number, list: NearestList) => void): void {
    const lists = Array.from({ length: Math.min(together, queries.rows) }, () => new NearestList(count));
    for (let from = 0; from < queries.rows; from += together) {
      const own = lists.slice(0, queries.rows - from);
      for (const list of own) list.clear();
      for (let row = 0; row < this.points.rows; row += this.tile)
        own.forEach((list, i) => this.scan(queries, from + i, row, Math.min(this.points.rows, row + this.tile), list));
      own.forEach((list, i) => found(from + i, list));
    }
  }

  private scan(queries: Points, query: number, from: number, to: number, list: NearestList): void {
    const { measure } = this;
    const { data, columns } = this.points;
    for (let row = from; row < to; row++) {
      const value = measure(queries.data, query, data, row, columns);
      if (value * certain <= list.worst) list.offer(snapped(value), row);
    }
  }
}
