import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';
import type { Matrix } from '../estimator.js';
import { bounded } from './bounds.js';
import { columnScale, type ColumnShapes } from './column-shapes.js';
import type { Design } from './design.js';

/** A design row by row, of which only the entries that aren't zero are kept. */
export class SparseDesign implements Design {
  readonly rows: number;
  readonly columns: number;
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  readonly spread: Float64Array;
  readonly gramCost: number;
  /** Row r has the entries starts[r] … starts[r+1]−1. */
  private readonly starts: Int32Array;
  private readonly indices: Int32Array;
  private readonly values: Float64Array;

  /** `entries`: at least as many as are not zero. No column is scaled by less than `leastScale`. */
  constructor(x: Matrix, shapes: ColumnShapes, entries: number, leastScale = 0) {
    this.rows = x.rows;
    this.columns = x.columns;
    this.shift = shapes.shift;
    this.starts = new Int32Array(x.rows + 1);
    this.indices = new Int32Array(entries);
    this.values = new Float64Array(entries);
    this.scale = new Float64Array(x.columns);
    this.spread = new Float64Array(x.columns);
    for (const [column, squares] of this.fill(x).entries()) {
      const { scale, spread } = columnScale(shapes, column, squares, x.rows);
      this.scale[column] = Math.max(scale, leastScale);
      this.spread[column] = spread / this.scale[column];
    }
    for (let at = 0; at < this.starts[x.rows]; at++) this.values[at] /= this.scale[this.indices[at]];
    this.gramCost = this.countPairs();
  }

  addScores(slopes: Float64Array, scores: Float64Array): void {
    const { starts, indices, values } = this;
    for (let row = 0; row < this.rows; row++) {
      let score = scores[row];
      for (let at = starts[row]; at < starts[row + 1]; at++) score += slopes[indices[at]] * values[at];
      scores[row] = score;
    }
  }

  project(factors: Float64Array): Float64Array {
    const { starts, indices, values } = this;
    const sums = new Float64Array(this.columns);
    for (let row = 0; row < this.rows; row++) {
      const factor = factors[row];
      for (let at = starts[row]; at < starts[row + 1]; at++) sums[indices[at]] += factor * values[at];
    }
    return sums;
  }

  addGram(weights: Float64Array | undefined, from: number, to: number, gram: Float64Array): void {
    const { starts, indices, values, columns } = this;
    for (let row = from; row < to; row++) {
      const weight = weights ? weights[row] : 1;
      for (let a = starts[row]; a < starts[row + 1]; a++) {
        const weighted = weight * values[a];
        const at = indices[a] * columns;
        for (let b = starts[row]; b <= a; b++) gram[at + indices[b]] += weighted * values[b];
      }
    }
  }

  /** Keeps the entries as they are but for the shifts, and returns each column's sum of squares. */
  private fill(x: Matrix): Float64Array {
    return x.sparse ? this.fillSparse(x.sparse) : this.fillDense(x);
  }

  private fillDense({ rows, columns, data }: Matrix): Float64Array {
    const { starts, indices, values, shift } = this;
    const squares = new Float64Array(columns);
    let at = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = bounded(data[row * columns + column]) - shift[column];
        if (value === 0) continue;
        indices[at] = column;
        values[at++] = value;
        squares[column] += value * value;
      }
      starts[row + 1] = at;
    }
    return squares;
  }

  /** Of columns that are moved, what is 0 in the matrix is kept, too. */
  private fillSparse(x: SparseMatrix): Float64Array {
    const { starts, indices, values, shift } = this;
    const squares = new Float64Array(x.columns);
    const moved = Array.from(shift.keys()).filter((column) => shift[column] !== 0);
    let at = 0;
    const keep = (column: number, value: number) => {
      if (value === 0) return;
      indices[at] = column;
      values[at++] = value;
      squares[column] += value * value;
    };
    for (let row = 0; row < x.rows; row++) {
      let next = 0;
      for (let from = x.starts[row]; from < x.starts[row + 1]; from++) {
        const column = x.indices[from];
        for (; next < moved.length && moved[next] < column; next++) keep(moved[next], -shift[moved[next]]);
        if (moved[next] === column) next++;
        keep(column, bounded(x.values[from]) - shift[column]);
      }
      for (; next < moved.length; next++) keep(moved[next], -shift[moved[next]]);
      starts[row + 1] = at;
    }
    return squares;
  }

  private countPairs(): number {
    let pairs = 0;
    for (let row = 0; row < this.rows; row++) pairs += (this.starts[row + 1] - this.starts[row] + 1) ** 2 / 2;
    return pairs;
  }
}
