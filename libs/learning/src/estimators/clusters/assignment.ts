import { fillPanels, panelCount } from '../../points/point-memory.js';
import { dotProduct, type Points, squaredDistance } from '../points.js';
import type { ClusterSpace } from './cluster-space.js';

/**
 * Which centre each row is nearest to, kept up to date while the centres move. A row is looked at again only where the bounds
 * of its two nearest distances no longer tell (Hamerly 2010, "Making k-means even faster"); the codes are those of a full search.
 */
export class Assignment {
  readonly codes: Int32Array;
  /** Per cluster, as last added up: Σ w·x, Σ w and the number of rows. */
  readonly sums: Float64Array;
  readonly totals: Float64Array;
  readonly counts: Int32Array;
  private readonly upper: Float64Array;
  private readonly lower: Float64Array;
  /** Half the distance from each centre to the nearest other one. */
  private readonly clearance: Float64Array;
  private readonly panels: Float64Array;
  private readonly scratch: Float64Array;
  /** How far each centre went at the last move, and the farthest of the others. */
  private readonly moves: Float64Array;
  private readonly others: Float64Array;
  private centres: Float64Array;

  constructor(
    private readonly space: ClusterSpace,
    centres: Float64Array,
  ) {
    const { memory, points } = space;
    const clusters = centres.length / points.columns;
    this.codes = memory.integers(points.rows).fill(-1);
    this.upper = memory.doubles(points.rows).fill(Number.POSITIVE_INFINITY);
    this.lower = memory.doubles(points.rows).fill(0);
    this.sums = memory.doubles(centres.length);
    this.totals = memory.doubles(clusters);
    this.counts = memory.integers(clusters);
    this.clearance = memory.doubles(clusters);
    this.panels = memory.doubles(8 * panelCount(clusters) * points.columns);
    this.scratch = memory.doubles(8 * panelCount(clusters));
    this.moves = memory.doubles(clusters);
    this.others = memory.doubles(clusters);
    this.centres = centres;
    this.place();
  }

  /** Searches where it must among rows from…to−1; ties go to the lower code. Returns how many codes changed. */
  update(from: number, to: number): number {
    const { codes, upper, lower, clearance, panels, scratch } = this;
    const { memory, points } = this.space;
    return memory.kernels.updateCodes(
      points.data.byteOffset,
      points.columns,
      panels.byteOffset,
      panelCount(clearance.length),
      scratch.byteOffset,
      from,
      to,
      codes.byteOffset,
      upper.byteOffset,
      lower.byteOffset,
      clearance.byteOffset,
      certain,
    );
  }

  /** Takes the centres' new places; the bounds give way by how far each went. */
  moveTo(centres: Float64Array): void {
    const { codes, upper, lower, moves, others } = this;
    const { memory, points } = this.space;
    for (let code = 0; code < moves.length; code++)
      moves[code] = Math.sqrt(squaredDistance(centres, code, this.centres, code, points.columns));
    const [farthest, second = 0] = Array.from(moves).toSorted((a, b) => b - a);
    for (let code = 0; code < moves.length; code++) others[code] = moves[code] === farthest ? second : farthest;
    memory.kernels.moveBounds(points.rows, codes.byteOffset, upper.byteOffset, lower.byteOffset, moves.byteOffset, others.byteOffset);
    this.centres = centres;
    this.place();
  }

  /** Adds the clusters up afresh: taking rows out of running sums would leave the rounding of far rows behind. */
  addUp(): void {
    const { codes, sums, totals, counts } = this;
    const { memory, points, weights } = this.space;
    for (const values of [sums, totals, counts]) values.fill(0);
    memory.kernels.addUpRows(
      points.data.byteOffset,
      points.columns,
      points.rows,
      weights.byteOffset,
      codes.byteOffset,
      sums.byteOffset,
      totals.byteOffset,
      counts.byteOffset,
    );
  }

  /** Moves a row from its cluster's sums to another's. */
  lend(row: number, code: number): void {
    this.move(row, this.codes[row], -1);
    this.move(row, code, 1);
    this.codes[row] = code;
    this.upper[row] = Number.POSITIVE_INFINITY;
    this.lower[row] = 0;
  }

  private move(row: number, code: number, sign: 1 | -1): void {
    const { data, columns } = this.space.points;
    const weight = sign * this.space.weights[row];
    this.counts[code] += sign;
    this.totals[code] += weight;
    for (let column = 0; column < columns; column++) this.sums[code * columns + column] += weight * data[row * columns + column];
  }

  /** Puts the centres where the search reads them, and measures how far apart they are. */
  private place(): void {
    const { clearance, centres, panels } = this;
    const { columns } = this.space.points;
    fillPanels(panels, centres, clearance.length, columns, Number.POSITIVE_INFINITY);
    clearance.fill(Number.POSITIVE_INFINITY);
    for (let a = 0; a < clearance.length; a++) {
      for (let b = a + 1; b < clearance.length; b++) {
        const half = Math.sqrt(squaredDistance(centres, a, centres, b, columns)) / 2;
        if (half < clearance[a]) clearance[a] = half;
        if (half < clearance[b]) clearance[b] = half;
      }
    }
  }
}

/** Room for the rounding of many moves: a row within it is searched again. */
const certain = 1 - 1e-9;

/** Row-major [rows × clusters] squared distances. */
export function squaredDistances(points: Points, centres: Float64Array): Float64Array {
  const { data, rows, columns } = points;
  const clusters = centres.length / columns;
  const distances = new Float64Array(rows * clusters);
  for (let row = 0, at = 0; row < rows; row++)
    for (let code = 0; code < clusters; code++) distances[at++] = squaredDistance(data, row, centres, code, columns);
  return distances;
}

/** Σ w·‖x − c‖² over the rows, each to its own centre. */
export function inertiaOf(points: Points, weights: Float64Array, centres: Float64Array, codes: Int32Array): number {
  let inertia = 0;
  for (let row = 0; row < points.rows; row++)
    inertia += weights[row] * squaredDistance(points.data, row, centres, codes[row], points.columns);
  return inertia;
}

/** Σ w·‖x‖²: what the inertia is when all centres are at the origin. */
export function spreadOf({ data, rows, columns }: Points, weights: Float64Array): number {
  let spread = 0;
  for (let row = 0; row < rows; row++) spread += weights[row] * dotProduct(data, row, data, row, columns);
  return spread;
}
