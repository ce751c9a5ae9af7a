/**
 * Rows of which only the entries that aren't zero are kept, laid out as the engine's sparse designs are: row r has the entries
 * starts[r] … starts[r + 1] − 1 of `indices` (ascending columns) and `values` (float32, none is 0).
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
  readonly names: readonly string[];
}

/** All cells, row-major float32. */
export interface DenseRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
  readonly names: readonly string[];
}

/** The same with its zeros, row-major float32: what an estimator's `fit` reads. */
export function denseOf({ rows, columns, starts, indices, values, names }: SparseMatrix): DenseRows {
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let at = starts[row]; at < starts[row + 1]; at++) data[row * columns + indices[at]] = values[at];
  return { rows, columns, data, names };
}

/** The entries of one row, its columns ascending. */
export interface SparseRow {
  readonly indices: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Rows on top of each other. */
export function sparseOf(rows: readonly SparseRow[], names: readonly string[]): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  for (const [row, { indices }] of rows.entries()) starts[row + 1] = starts[row] + indices.length;
  const indices = new Int32Array(starts[rows.length]);
  const values = new Float32Array(starts[rows.length]);
  for (const [row, entries] of rows.entries()) {
    indices.set(entries.indices, starts[row]);
    values.set(entries.values, starts[row]);
  }
  return { rows: rows.length, columns: names.length, starts, indices, values, names };
}
