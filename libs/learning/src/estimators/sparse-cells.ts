import type { SparseMatrix } from '../notes/text/sparse-matrix.js';

/** A matrix as its cells: all of them, or (read first, where they are there) those that aren't 0. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
  readonly sparse?: SparseMatrix;
}

/** Rows of a matrix with their zeros, one at a time: those of the open row are `cells[first]` and on, until the next is opened. */
export interface RowReader {
  readonly cells: Float32Array;
  /** Returns where the row's cells begin. */
  open(row: number): number;
}

/** A view of each row would cost more than reading it, where rows are short. */
export function rowReader(x: Pick<Cells, 'data' | 'columns' | 'sparse'>): RowReader {
  const { columns, sparse } = x;
  if (!sparse) return { cells: x.data, open: (row) => row * columns };
  const cells = new Float32Array(columns);
  const { starts, indices, values } = sparse;
  let before = 0;
  return {
    cells,
    open(row) {
      for (let at = starts[before]; at < starts[before + 1]; at++) cells[indices[at]] = 0;
      for (let at = starts[row]; at < starts[row + 1]; at++) cells[indices[at]] = values[at];
      before = row;
      return 0;
    },
  };
}

/** Writes one column of a matrix, its zeros included, into as many cells as it has rows. */
export function columnReader(x: Cells): (column: number, cells: Float32Array) => void {
  const { columns, rows, sparse } = x;
  if (sparse) return sparseColumns(sparse);
  const { data } = x;
  return (column, cells) => {
    for (let row = 0, at = column; row < rows; row++, at += columns) cells[row] = data[at];
  };
}

function sparseColumns({ rows, columns, starts, indices, values }: SparseMatrix): (column: number, cells: Float32Array) => void {
  const begins = new Int32Array(columns + 1);
  for (const column of indices) begins[column + 1]++;
  for (let column = 0; column < columns; column++) begins[column + 1] += begins[column];
  const next = begins.slice();
  const owners = new Int32Array(values.length);
  const own = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let from = starts[row]; from < starts[row + 1]; from++) {
      const at = next[indices[from]]++;
      owners[at] = row;
      own[at] = values[from];
    }
  }
  return (column, cells) => {
    cells.fill(0);
    for (let at = begins[column]; at < begins[column + 1]; at++) cells[owners[at]] = own[at];
  };
}

/** Rows written out with their zeros, a part of a sparse table at a time; the rows of the part begin at `first` of what is given. */
export type ReadPart = (begin: number, end: number) => { readonly data: Float32Array; readonly columns: number; readonly first: number };

/** Reads parts of at most so many rows; the next part may take the place of the one before. */
export function partReader(x: Pick<Cells, 'data' | 'columns' | 'sparse'>, rows: number): ReadPart {
  const { sparse, columns } = x;
  if (!sparse) return (begin) => ({ data: x.data, columns, first: begin });
  const { starts, indices, values } = sparse;
  const data = new Float32Array(rows * columns);
  return (begin, end) => {
    data.fill(0, 0, (end - begin) * columns);
    for (let row = begin, to = 0; row < end; row++, to += columns)
      for (let at = starts[row]; at < starts[row + 1]; at++) data[to + indices[at]] = values[at];
    return { data, columns, first: 0 };
  };
}
