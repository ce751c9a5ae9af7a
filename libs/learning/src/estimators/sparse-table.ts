import { LearningError } from '../errors.js';
import { denseOf, type SparseMatrix, sparseOf } from '../notes/text/sparse-matrix.js';
import type { Matrix } from './estimator.js';

/** Bytes of the widest table that is written out with its zeros. */
const mostBytes = 2 ** 30;

/**
 * A matrix of which only the cells that aren't 0 are kept. `data` is there for those who need all cells, as long as memory allows. Both are accessors
 * of the class: a copy by spreading takes neither, so that changed cells never meet old ones.
 */
export class SparseTable implements Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly names: readonly string[];
  readonly #entries: SparseMatrix;
  #data?: Float32Array;

  constructor(
    entries: SparseMatrix,
    readonly categories?: Int32Array,
  ) {
    this.rows = entries.rows;
    this.columns = entries.columns;
    this.names = entries.names;
    this.#entries = entries;
  }

  get sparse(): SparseMatrix {
    return this.#entries;
  }

  /** Throws `learning.parameter_invalid` where it would take more than a gigabyte. */
  get data(): Float32Array {
    this.#data ??= this.#filled();
    return this.#data;
  }

  #filled(): Float32Array {
    if (this.rows * this.columns * 4 > mostBytes) throw tooWide(this);
    return denseOf(this.#entries).data;
  }
}

function tooWide({ rows, columns }: Matrix): LearningError {
  const fitting = Math.max(1, Math.floor(mostBytes / 4 / rows));
  return new LearningError(
    'learning.parameter_invalid',
    `This algorithm needs all ${rows} × ${columns} cells in memory, which is more than a gigabyte; lower text.max_features to ${fitting}, or choose logistic, ridge, naive_bayes, lightgbm or xgboost.`,
    'text.max_features',
  );
}

/** These rows in this order; a row may be taken more than once. */
export function takeSparseRows({ sparse, categories }: SparseTable, rows: Int32Array): SparseTable {
  const { starts, indices, values, names } = sparse;
  const part = (row: number) => ({
    indices: indices.subarray(starts[row], starts[row + 1]),
    values: values.subarray(starts[row], starts[row + 1]),
  });
  return new SparseTable(sparseOf(Array.from(rows, part), names), categories);
}

/** The rows of any matrix, sparse if it is. */
export function takeMatrixRows(x: Matrix, rows: Int32Array): Matrix {
  if (x instanceof SparseTable) return takeSparseRows(x, rows);
  const data = new Float32Array(rows.length * x.columns);
  rows.forEach((row, i) => data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns));
  return { ...x, rows: rows.length, data };
}

/** Rows from…to−1. */
export function sparseRange({ starts, indices, values, names, columns }: SparseMatrix, from: number, to: number): SparseMatrix {
  const first = starts[from];
  return {
    rows: to - from,
    columns,
    starts: starts.slice(from, to + 1).map((at) => at - first),
    indices: indices.subarray(first, starts[to]),
    values: values.subarray(first, starts[to]),
    names,
  };
}

/** Matrices of the same rows side by side, without their zeros. A missing value is kept, as it isn't 0. */
export function sideBySide(dense: Matrix, parts: readonly SparseMatrix[], names: readonly string[]): SparseMatrix {
  const { rows } = dense;
  const all = [withoutZeros(dense), ...parts];
  const total = all.reduce((sum, { values }) => sum + values.length, 0);
  const starts = new Int32Array(rows + 1);
  const indices = new Int32Array(total);
  const values = new Float32Array(total);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    let first = 0;
    for (const part of all) {
      for (let from = part.starts[row]; from < part.starts[row + 1]; from++, at++) {
        indices[at] = first + part.indices[from];
        values[at] = part.values[from];
      }
      first += part.columns;
    }
    starts[row + 1] = at;
  }
  return { rows, columns: names.length, starts, indices, values, names };
}

function withoutZeros({ rows, columns, data, names }: Matrix): SparseMatrix {
  let count = 0;
  for (const value of data) if (value !== 0) count++;
  const starts = new Int32Array(rows + 1);
  const indices = new Int32Array(count);
  const values = new Float32Array(count);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column];
      if (value === 0) continue;
      indices[at] = column;
      values[at++] = value;
    }
    starts[row + 1] = at;
  }
  return { rows, columns, starts, indices, values, names };
}
