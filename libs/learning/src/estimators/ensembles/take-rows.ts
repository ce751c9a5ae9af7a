import type { LearningSet, Matrix } from '../estimator.js';
import { takeMatrixRows } from '../sparse-table.js';

/** These rows of the set in this order; a row may be taken more than once. */
export function takeRows({ x, y, weights }: LearningSet, rows: Int32Array): LearningSet {
  return {
    x: takeMatrixRows(x, rows),
    y: Float64Array.from(rows, (row) => y[row]),
    ...(weights && { weights: Float64Array.from(rows, (row) => weights[row]) }),
  };
}

/** These columns of the matrix in this order; a column may be taken more than once. */
export function takeColumns(x: Matrix, columns: Int32Array): Matrix {
  const data = new Float32Array(x.rows * columns.length);
  for (let row = 0; row < x.rows; row++)
    for (let i = 0; i < columns.length; i++) data[row * columns.length + i] = x.data[row * x.columns + columns[i]];
  return {
    rows: x.rows,
    columns: columns.length,
    data,
    names: Array.from(columns, (column) => x.names[column]),
    ...(x.categories && { categories: columns.map((column) => (x.categories as Int32Array)[column]) }),
  };
}
