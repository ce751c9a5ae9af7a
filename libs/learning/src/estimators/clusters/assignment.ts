import { dotProduct, type Points, squaredDistance } from '../points.js';

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
  private centres: Float64Array;

  constructor(
    private readonly points: Points,
    private readonly weights: Float64Array,
    centres: Float64Array,
  ) {
    const clusters = centres.length / points.columns;
    this.codes = new Int32Array(points.rows).fill(-1);
    this.upper = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
    this.lower = new Float64Array(points.rows);
    this.sums = new Float64Array(centres.length);
    this.totals = new Float64Array(clusters);
    this.counts = new Int32Array(clusters);
    this.clearance = new Float64Array(clusters);
    this.centres = centres;
    this.measureClearance();
  }

  /** Searches where it must among rows from…to−1. Returns how many codes changed. */
  update(from: number, to: number): number {
    const { points, codes, upper, lower, clearance, centres } = this;
    let changes = 0;
    for (let row = from; row < to; row++) {
      const code = codes[row];
      if (code >= 0) {
        const free = Math.max(clearance[code], lower[row]) * certain;
        if (upper[row] < free) continue;
        upper[row] = Math.sqrt(squaredDistance(points.data, row, centres, code, points.columns));
        if (upper[row] < free) continue;
      }
      if (this.search(row)) changes++;
    }
    return changes;
  }

  /** Takes the centres' new places; the bounds give way by how far each went. */
  moveTo(centres: Float64Array): void {
    const { points, codes, upper, lower } = this;
    const moves = this.totals.map((_, code) => Math.sqrt(squaredDistance(centres, code, this.centres, code, points.columns)));
    const [farthest, second] = moves.toSorted().subarray(-2).toReversed();
    const others = moves.map((move) => (move === farthest ? (second ?? 0) : farthest));
    if (moves.filter((move) => move === farthest).length > 1) others.fill(farthest);
    for (let row = 0; row < points.rows; row++) {
      upper[row] += moves[codes[row]];
      lower[row] -= others[codes[row]];
    }
    this.centres = centres;
    this.measureClearance();
  }

  /** Moves a row from its cluster's sums to another's. */
  lend(row: number, code: number): void {
    this.move(row, this.codes[row], -1);
    this.move(row, code, 1);
    this.codes[row] = code;
    this.upper[row] = Number.POSITIVE_INFINITY;
    this.lower[row] = 0;
  }

  /** The plain search, which also finds the second nearest. Ties go to the lower code. */
  private search(row: number): boolean {
    const { data, columns } = this.points;
    const { centres, totals } = this;
    let nearest = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    let best = 0;
    for (let code = 0; code < totals.length; code++) {
      const distance = squaredDistance(data, row, centres, code, columns);
      if (distance < nearest) {
        second = nearest;
        nearest = distance;
        best = code;
      } else if (distance < second) second = distance;
    }
    this.upper[row] = Math.sqrt(nearest);
    this.lower[row] = Math.sqrt(second);
    if (this.codes[row] === best) return false;
    this.codes[row] = best;
    return true;
  }

  /** Adds the clusters up afresh: taking rows out of running sums would leave the rounding of far rows behind. */
  addUp(): void {
    const { codes, sums, totals, counts, weights } = this;
    const { data, rows, columns } = this.points;
    for (const values of [sums, totals, counts]) values.fill(0);
    for (let row = 0, from = 0; row < rows; row++, from += columns) {
      const code = codes[row];
      const weight = weights[row];
      counts[code]++;
      totals[code] += weight;
      const to = code * columns;
      for (let column = 0; column < columns; column++) sums[to + column] += weight * data[from + column];
    }
  }

  private move(row: number, code: number, sign: 1 | -1): void {
    const { data, columns } = this.points;
    const weight = sign * this.weights[row];
    this.counts[code] += sign;
    this.totals[code] += weight;
    for (let column = 0; column < columns; column++) this.sums[code * columns + column] += weight * data[row * columns + column];
  }

  private measureClearance(): void {
    const { clearance, centres } = this;
    const { columns } = this.points;
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
