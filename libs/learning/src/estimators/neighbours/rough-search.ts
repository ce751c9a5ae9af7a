import { fillPanels, panelCount, PointMemory } from '../../points/point-memory.js';
import { type Points, squaredNorms } from '../points.js';
import { certain, type Measure, type Metric, measureOf, snapped } from './metric.js';
import { NearestList } from './nearest-list.js';
import type { NeighbourSearch } from './search.js';

/** Queries that are searched together, four at a time, and panels of eight rows in a tile. */
const together = 64;
const tilePanels = 32;
const tileRows = 8 * tilePanels;

/** Squared norms that float32 products stand. */
const largestNorm = 1e30;

/**
 * Measures all rows in float32 by ‖s‖²/2 − q·s (cosine: −q·s), four of them at once, and exactly those that may be among the nearest by the bound
 * on the rounding error: finds what `BruteForce` finds. Euclidean and cosine only.
 */
export class RoughSearch implements NeighbourSearch {
  private readonly memory = new PointMemory();
  private readonly panels: Float32Array;
  private readonly halves: Float32Array;
  private readonly queries: Float32Array;
  private readonly rough: Float32Array;
  private readonly places: Int32Array;
  private readonly measure: Measure;
  private readonly longest: number;

  constructor(
    private readonly points: Points,
    private readonly metric: Metric,
  ) {
    const { rows, columns, data } = points;
    const norms = squaredNorms(points);
    const padded = 8 * panelCount(rows);
    this.panels = this.memory.floats(padded * columns);
    fillPanels(this.panels, data, rows, columns);
    this.halves = this.memory.floats(padded).fill(Number.POSITIVE_INFINITY);
    for (let row = 0; row < rows; row++) this.halves[row] = metric.kind === 'cosine' ? 0 : norms[row] / 2;
    this.queries = this.memory.floats(together * columns);
    this.rough = this.memory.floats(4 * tileRows);
    this.places = this.memory.integers(tileRows);
    this.measure = measureOf(metric);
    this.longest = Math.sqrt(norms.reduce((most, norm) => Math.max(most, norm), 0));
  }

  static serves({ kind }: Metric, points: Points): boolean {
    return (kind === 'euclidean' || kind === 'cosine') && squaredNorms(points).every((norm) => norm < largestNorm);
  }

  search(queries: Points, count: number, found: (query: number, list: NearestList) => void): void {
    for (let from = 0; from < queries.rows; from += together) {
      const block = new Block(this, queries, from, Math.min(together, queries.rows - from), count);
      this.queries.fill(0);
      block.copyTo(this.queries);
      for (let panel = 0; panel < panelCount(this.points.rows); panel += tilePanels) this.searchTile(block, panel);
      block.lists.forEach((list, i) => found(from + i, list));
    }
  }

  private searchTile(block: Block, panel: number): void {
    const { memory, queries, panels, halves, rough, points } = this;
    const last = Math.min(panel + tilePanels, panelCount(points.rows));
    for (let first = 0; first < block.lists.length; first += 4) {
      const at = queries.byteOffset + 4 * first * points.columns;
      memory.kernels.roughMeasures(at, points.columns, panels.byteOffset, halves.byteOffset, panel, last, rough.byteOffset, tileRows);
      for (let lane = 0; lane < 4 && first + lane < block.lists.length; lane++)
        this.takeNear(block, first + lane, lane, 8 * panel, 8 * (last - panel));
    }
  }

  /** Measures exactly what the rough measures let pass. */
  private takeNear(block: Block, query: number, lane: number, firstRow: number, count: number): void {
    const { memory, rough, places, points, measure } = this;
    const list = block.lists[query];
    const limit = block.limit(query, () => rough.subarray(lane * tileRows, lane * tileRows + Math.min(count, points.rows - firstRow)));
    const near = memory.kernels.placesBelow(rough.byteOffset + 4 * lane * tileRows, count, limit, places.byteOffset);
    for (let i = 0; i < near; i++) {
      const row = firstRow + places[i];
      if (row >= points.rows) continue;
      const value = measure(block.points.data, block.from + query, points.data, row, points.columns);
      if (value * certain <= list.worst) list.offer(snapped(value), row);
    }
  }

  /** From an exact measure v to what rough measures may be: v = base + scale · rough. */
  get scale(): number {
    return this.metric.kind === 'cosine' ? 1 : 2;
  }

  base(norm: number): number {
    return this.metric.kind === 'cosine' ? 1 : norm;
  }

  /** Twice the bound on the rounding error of a float32 sum of products and of its terms (Higham 2002, section 3.1), in rough measures. */
  slack(norm: number): number {
    return (this.points.columns + 8) * 2 ** -22 * (Math.sqrt(norm) + this.longest) ** 2 + 1e-37;
  }
}

/** Some queries with what is nearest to them so far. */
class Block {
  readonly lists: readonly NearestList[];
  private readonly norms: Float64Array;

  constructor(
    private readonly owner: RoughSearch,
    readonly points: Points,
    readonly from: number,
    size: number,
    count: number,
  ) {
    this.lists = Array.from({ length: size }, () => new NearestList(count));
    const { columns, data } = points;
    this.norms = squaredNorms({ rows: size, columns, data: data.subarray(from * columns, (from + size) * columns) });
  }

  copyTo(target: Float32Array): void {
    const { columns, data } = this.points;
    target.set(data.subarray(this.from * columns, (this.from + this.lists.length) * columns));
  }

  /** No row whose rough measure is above it can be among the nearest. */
  limit(query: number, roughOnes: () => Float32Array): number {
    const norm = this.norms[query];
    if (!(norm < largestNorm)) return Number.POSITIVE_INFINITY;
    const { worst, capacity, size } = this.lists[query];
    const slack = this.owner.slack(norm);
    if (size === capacity) return (worst * (2 - certain) - this.owner.base(norm)) / this.owner.scale + slack;
    const values = roughOnes();
    return size === 0 && values.length >= capacity ? smallest(values, capacity) + 2 * slack : Number.POSITIVE_INFINITY;
  }
}

/** The value of rank `count`. */
function smallest(values: Float32Array, count: number): number {
  const list = new NearestList(count);
  values.forEach((value, at) => {
    if (value < list.worst) list.offer(value, at);
  });
  return list.worst;
}
