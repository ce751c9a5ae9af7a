import { type Checkpoint, solveSymmetric } from '../../linear-algebra/cholesky.js';
import { addGram, mirror } from '../../linear-algebra/gram.js';
import type { FittedEstimator, FitOptions, LearningSet, Matrix } from '../estimator.js';
import { solvedRegression } from './least-squares-model.js';
import { ResidualCoordinates } from './residual-coordinates.js';
import { columnShapes } from './column-shapes.js';
import { DenseDesign } from './dense-design.js';
import { type Moments, firstMoments } from './normal-equations.js';

/** From here on columns' products with each other take gigabytes. */
const manyColumns = 4000;

/** Whether a table is better learned from by its rows' products with each other than by its columns'. */
export function isWide({ rows, columns }: Matrix): boolean {
  return columns > manyColumns && columns > rows;
}

export async function fitDualRidge(
  train: LearningSet,
  options: FitOptions,
  alpha: number,
  checkpoint: Checkpoint,
): Promise<FittedEstimator> {
  const { moments, coefficients, ...left } = await dualRidge(train, alpha, options.parameters.fit_intercept as boolean, checkpoint);
  return solvedRegression({ train, moments, options, residualSquares: () => left.residualSquares }, coefficients);
}

/** Coefficients of Z, what they are about, and what they leave. */
interface DualSolution {
  readonly moments: Moments;
  readonly coefficients: Float64Array;
  readonly residualSquares: number;
}

/**
 * Ridge by way of the rows' products with each other, rows × rows, for tables with many more columns than rows (scikit-learn's
 * _solve_cholesky_kernel): β = X'W½(W½XX'W½ + α)⁻¹W½y, X about its weighted means. Saunders, Gammerman, Vovk 1998.
 * Without a penalty the shortest of the solutions, but for 10⁻¹⁰ of the longest row's square.
 */
async function dualRidge(train: LearningSet, alpha: number, centred: boolean, checkpoint: Checkpoint): Promise<DualSolution> {
  const { x, y, weights } = train;
  const design = new DenseDesign(x, columnShapes(x, centred));
  const moments = firstMoments(design, train, centred);
  const roots = weights ? weights.map(Math.sqrt) : new Float64Array(x.rows).fill(1);
  const values = rootRows(design, moments.means, roots);
  await checkpoint();
  const kernel = new Float64Array(x.rows ** 2);
  // As long as a few columns of a gram: one stretch of all rows would not let an abort through.
  const stretch = Math.max(1, Math.ceil(4e7 / x.rows ** 2));
  for (let from = 0; from < x.columns; from += stretch) {
    addGram({ values, count: x.rows, length: x.columns }, undefined, from, Math.min(x.columns, from + stretch), kernel);
    await checkpoint();
  }
  mirror(kernel, x.rows);
  const penalty = alpha > 0 ? alpha : nothing * largestDiagonal(kernel, x.rows);
  for (let row = 0; row < x.rows; row++) kernel[row * x.rows + row] += penalty;
  const shares = roots.map((root, row) => root * (y[row] - moments.mean));
  await solveSymmetric(kernel, shares, checkpoint);
  const coefficients = new Float64Array(x.columns);
  for (let row = 0; row < x.rows; row++)
    for (let column = 0, at = row * x.columns; column < x.columns; column++, at++) coefficients[column] += values[at] * shares[row];
  for (let column = 0; column < x.columns; column++) coefficients[column] *= design.scale[column];
  const left = new ResidualCoordinates(design, y, weights, moments.mean, moments.means);
  coefficients.forEach((slope, column) => left.move(column, slope));
  return { moments, coefficients, residualSquares: left.residualSquares() };
}

/** What stands for no penalty. */
const nothing = 1e-10;

function largestDiagonal(kernel: Float64Array, size: number): number {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, kernel[i * size + i]);
  return largest || 1;
}

/** Row-major: the rows about the weighted means, in units of the columns as they are, times the roots of their weights. */
function rootRows({ rows, columns, values, scale }: DenseDesign, means: Float64Array, roots: Float64Array): Float64Array {
  const rowMajor = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++)
      rowMajor[row * columns + column] = roots[row] * (values[column * rows + row] - means[column] * scale[column]);
  return rowMajor;
}
