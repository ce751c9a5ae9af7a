import { fitsKernelTable } from '../../linear-algebra/kernel-table.js';
import type { Matrix } from '../estimator.js';
import { sampleShare } from './column-sample.js';
import { columnShapes } from './column-shapes.js';
import { DenseDesign } from './dense-design.js';
import type { Design } from './design.js';
import { KernelDesign } from './kernel-design.js';
import { SparseDesign } from './sparse-design.js';

/** Below this share of entries that aren't zero, only those are kept: kernels are several times faster per entry. */
const sparseBelow = 0.25;

/**
 * `centred` allows shifts (the model has an intercept). Columns of a sparse table are scaled by no less than `leastScale`, so that of a penalty as large as its square
 * rare terms have their share. Throws `learning.value_invalid` for a missing value.
 */
export function createDesign(x: Matrix, centred: boolean, leastScale = 0): Design {
  const sparse = sparseDesign(x, centred, leastScale);
  if (sparse) return sparse;
  return fitsKernelTable(x.rows, x.columns) ? new KernelDesign(x, centred) : new DenseDesign(x, columnShapes(x, centred));
}

/** A design of the entries that aren't zero, where they are few. Throws `learning.value_invalid` for a missing value. */
export function sparseDesign(x: Matrix, centred: boolean, leastScale = 0): SparseDesign | undefined {
  if (!x.sparse && sampleShare(x) >= sparseBelow) return undefined;
  const shapes = columnShapes(x, centred);
  const full = shapes.shift.reduce((sum, shift, column) => sum + (shift === 0 ? x.rows - shapes.zeros[column] : x.rows), 0);
  return x.sparse || full < sparseBelow * x.rows * x.columns ? new SparseDesign(x, shapes, full, x.sparse ? leastScale : 0) : undefined;
}
