import type { Matrix } from '../estimator.js';
import { columnShapes } from './column-shapes.js';
import { DenseDesign } from './dense-design.js';
import type { Design } from './design.js';
import { SparseDesign } from './sparse-design.js';

/** Below this share of entries that aren't zero, only those are kept. */
const sparseBelow = 0.3;

/** `centred` allows shifts (the model has an intercept). Throws `learning.value_invalid` for a missing value. */
export function createDesign(x: Matrix, centred: boolean): Design {
  const shapes = columnShapes(x, centred);
  const full = shapes.shift.reduce((sum, shift, column) => sum + (shift === 0 ? x.rows - shapes.zeros[column] : x.rows), 0);
  return full < sparseBelow * x.rows * x.columns ? new SparseDesign(x, shapes, full) : new DenseDesign(x, shapes);
}
