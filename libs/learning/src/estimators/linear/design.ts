import { LearningError } from '../../errors.js';
import type { Matrix } from '../estimator.js';

/**
 * The rows that a linear model learns from, as float64, sparse and well scaled: entry (row, column) is
 * (x − shift[column]) / scale[column], and zeros aren't kept. Mostly-zero columns keep shift 0, so one-hot columns stay sparse.
 */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  /** Row r has the entries starts[r] … starts[r+1]−1. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly shift: Float64Array;
  readonly scale: Float64Array;
}

/** `centred` allows shifts (the model has an intercept). Throws `learning.value_invalid` for a missing value. */
export function createDesign(x: Matrix, centred: boolean): Design {
  const { shift, scale, entries } = columnShapes(x, centred);
  const starts = new Int32Array(x.rows + 1);
  const indices = new Int32Array(entries);
  const values = new Float64Array(entries);
  let at = 0;
  for (let row = 0; row < x.rows; row++) {
    for (let column = 0; column < x.columns; column++) {
      const value = bounded(x.data[row * x.columns + column]) - shift[column];
      if (value === 0) continue;
      indices[at] = column;
      values[at++] = value / scale[column];
    }
    starts[row + 1] = at;
  }
  return { rows: x.rows, columns: x.columns, starts, indices, values, shift, scale };
}

/** What a linear model reads as a value: beyond ±10³⁰ nothing changes, so that sums of products stay finite in the graph too. */
export const inputBound = 1e30;

export function bounded(value: number): number {
  return value > inputBound ? inputBound : value < -inputBound ? -inputBound : value;
}

interface Shapes {
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  readonly entries: number;
}

function columnShapes(x: Matrix, centred: boolean): Shapes {
  const shift = new Float64Array(x.columns);
  const scale = new Float64Array(x.columns).fill(1);
  let entries = 0;
  for (let column = 0; column < x.columns; column++) {
    const { mean, deviation, root, zeros, same } = columnMoments(x, column);
    if (centred && zeros * 2 < x.rows) shift[column] = mean;
    const spread = centred ? deviation : root;
    if (spread > 0) scale[column] = spread;
    entries += shift[column] === 0 ? x.rows - zeros : x.rows - same;
  }
  return { shift, scale, entries };
}

function columnMoments(x: Matrix, column: number) {
  let sum = 0;
  let zeros = 0;
  for (let row = 0; row < x.rows; row++) {
    const value = x.data[row * x.columns + column];
    if (Number.isNaN(value)) throw missingValue(x.names[column], row);
    if (value === 0) zeros++;
    sum += bounded(value);
  }
  const mean = sum / x.rows;
  let squares = 0;
  let total = 0;
  let same = 0;
  for (let row = 0; row < x.rows; row++) {
    const value = bounded(x.data[row * x.columns + column]);
    if (value === mean) same++;
    squares += (value - mean) ** 2;
    total += value ** 2;
  }
  return { mean, deviation: Math.sqrt(squares / x.rows), root: Math.sqrt(total / x.rows), zeros, same };
}

export function missingValue(name: string, row: number): LearningError {
  return new LearningError(
    'learning.value_invalid',
    `Row ${row + 1} has no value in "${name}", which a linear model needs; impute it first.`,
    name,
  );
}

/** Coefficients of the columns as they are, from those of the design: the shifts go into the intercept. */
export function unscale(design: Design, coefficients: Float64Array, intercept: number): { coefficients: Float64Array; intercept: number } {
  let moved = intercept;
  const raw = coefficients.map((coefficient, column) => {
    const slope = coefficient / design.scale[column];
    moved -= slope * design.shift[column];
    return slope;
  });
  return { coefficients: raw, intercept: moved };
}
