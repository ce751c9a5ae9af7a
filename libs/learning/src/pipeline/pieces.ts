import type { Matrix } from '../estimators/estimator.js';
import { sparseRange, SparseTable } from '../estimators/sparse-table.js';

/** Cells of a piece, written out with its zeros: 16 MB. */
const mostCells = 2 ** 22;

/** What is answered for rows, so many numbers a row; a sparse matrix is asked in pieces that fit into memory with their zeros. */
export function inPieces(x: Matrix, answer: (piece: Matrix) => Float64Array): Float64Array {
  const { sparse, rows, columns, categories } = x;
  if (!sparse || rows * columns <= mostCells) return answer(x);
  const step = Math.max(1, Math.floor(mostCells / columns));
  let all = new Float64Array();
  for (let from = 0; from < rows; from += step) {
    const piece = answer(new SparseTable(sparseRange(sparse, from, Math.min(rows, from + step)), categories));
    if (from === 0) all = new Float64Array(rows * (piece.length / Math.min(step, rows)));
    all.set(piece, from * (all.length / rows));
  }
  return all;
}
