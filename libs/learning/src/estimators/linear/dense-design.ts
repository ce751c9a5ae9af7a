import { addGram } from '../../linear-algebra/gram.js';
import type { Matrix } from '../estimator.js';
import { bounded } from './bounds.js';
import { columnScale, type ColumnShapes } from './column-shapes.js';
import type { Design } from './design.js';

/** Rows that are worked on at once, so that their scores stay in the cache. */
const block = 512;

/** A design column by column; the scales are applied to sums, not to every entry. */
export class DenseDesign implements Design {
  readonly rows: number;
  readonly columns: number;
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  readonly spread: Float64Array;
  readonly gramCost: number;
  /** Column-major, shifted but not scaled: entry (row, column) is values[column · rows + row]. */
  readonly values: Float64Array;

  constructor(x: Matrix, shapes: ColumnShapes) {
    this.rows = x.rows;
    this.columns = x.columns;
    this.shift = shapes.shift;
    this.gramCost = (x.rows * x.columns * (x.columns + 1)) / 2;
    this.values = shiftedColumns(x, shapes.shift);
    this.scale = new Float64Array(x.columns);
    this.spread = new Float64Array(x.columns);
    for (let column = 0; column < x.columns; column++) {
      const { scale, spread } = columnScale(shapes, column, this.squares(column), x.rows);
      this.scale[column] = scale;
      this.spread[column] = spread / scale;
    }
  }

  private squares(column: number): number {
    const { values, rows } = this;
    let sum = 0;
    for (let at = column * rows; at < (column + 1) * rows; at++) sum += values[at] * values[at];
    return sum;
  }

  addScores(slopes: Float64Array, scores: Float64Array): void {
    const { rows, columns, scale, values } = this;
    const raw = slopes.map((slope, column) => slope / scale[column]);
    for (let from = 0; from < rows; from += block) {
      const to = Math.min(rows, from + block);
      let column = 0;
      for (; column + 3 < columns; column += 4) addFour(values, column * rows, rows, raw, column, from, to, scores);
      for (; column < columns; column++) {
        const slope = raw[column];
        const at = column * rows;
        for (let row = from; row < to; row++) scores[row] += slope * values[at + row];
      }
    }
  }

  project(factors: Float64Array): Float64Array {
    const { rows, columns, scale, values } = this;
    const sums = new Float64Array(columns);
    for (let from = 0; from < rows; from += block) {
      const to = Math.min(rows, from + block);
      let column = 0;
      for (; column + 3 < columns; column += 4) projectFour(values, column * rows, rows, factors, from, to, sums, column);
      for (; column < columns; column++) {
        const at = column * rows;
        let sum = 0;
        for (let row = from; row < to; row++) sum += factors[row] * values[at + row];
        sums[column] += sum;
      }
    }
    for (let column = 0; column < columns; column++) sums[column] /= scale[column];
    return sums;
  }

  addGram(weights: Float64Array | undefined, from: number, to: number, gram: Float64Array): void {
    const { rows, columns, scale } = this;
    const part = new Float64Array(columns * columns);
    addGram({ values: this.values, count: columns, length: rows }, weights, from, to, part);
    for (let i = 0; i < columns; i++) for (let j = 0; j <= i; j++) gram[i * columns + j] += part[i * columns + j] / scale[i] / scale[j];
  }
}

/** Column-major float64 of a row-major float32 matrix, bounded and less the shifts. */
function shiftedColumns({ rows, columns, data }: Matrix, shift: Float64Array): Float64Array {
  const values = new Float64Array(rows * columns);
  const tile = 64;
  for (let from = 0; from < rows; from += tile) {
    const to = Math.min(rows, from + tile);
    for (let column = 0; column < columns; column++) {
      const middle = shift[column];
      const at = column * rows;
      for (let row = from; row < to; row++) values[at + row] = bounded(data[row * columns + column]) - middle;
    }
  }
  return values;
}

function addFour(
  values: Float64Array,
  at: number,
  rows: number,
  slopes: Float64Array,
  column: number,
  from: number,
  to: number,
  scores: Float64Array,
): void {
  const a = slopes[column];
  const b = slopes[column + 1];
  const c = slopes[column + 2];
  const d = slopes[column + 3];
  for (let row = from; row < to; row++) {
    const i = at + row;
    scores[row] += a * values[i] + b * values[i + rows] + c * values[i + 2 * rows] + d * values[i + 3 * rows];
  }
}

function projectFour(
  values: Float64Array,
  at: number,
  rows: number,
  factors: Float64Array,
  from: number,
  to: number,
  sums: Float64Array,
  column: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let row = from; row < to; row++) {
    const factor = factors[row];
    const i = at + row;
    a += factor * values[i];
    b += factor * values[i + rows];
    c += factor * values[i + 2 * rows];
    d += factor * values[i + 3 * rows];
  }
  sums[column] += a;
  sums[column + 1] += b;
  sums[column + 2] += c;
  sums[column + 3] += d;
}
