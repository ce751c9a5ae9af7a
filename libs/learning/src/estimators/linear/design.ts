import type { Matrix } from '../estimator.js';
import { deviations } from './deviations.js';

/**
 * How a linear model reads columns, well scaled: entry (row, column) of Z is (x − shift[column]) / scale[column]. Mostly-zero columns of
 * sparse tables keep shift 0, so that one-hot columns stay sparse.
 */
export interface Columns {
  readonly columns: number;
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  /** Standard deviation of every column of Z, rows unweighted. */
  readonly spread: Float64Array;
}

/** The rows that a linear model learns from, as Z in float64. */
export interface Design extends Columns {
  readonly rows: number;
  /** Multiply-adds of one Z'WZ. */
  readonly gramCost: number;
  /** Adds Z·slopes to the scores, one per row. */
  addScores(slopes: Float64Array, scores: Float64Array): void;
  /** Z'·factors, factors one per row. */
  project(factors: Float64Array): Float64Array;
  /** Adds the share of the rows from…to−1 in Z'WZ to the lower triangle of `gram`; weights are 1 when absent. */
  addGram(weights: Float64Array | undefined, from: number, to: number, gram: Float64Array): void;
}

/** Multiply-adds between two checkpoints: about 50 ms. */
const stretchCost = 4e7;

/** Rows between two checkpoints, each of so many multiply-adds. */
export function stretchOf(rows: number, costPerRow: number): number {
  return Math.max(1, Math.min(rows, Math.ceil(stretchCost / Math.max(1, costPerRow))));
}

/** The lower triangle of Z'WZ, row-major. `checkpoint` is called often enough to stop in time. */
export async function gramOf(design: Design, weights: Float64Array | undefined, checkpoint: () => Promise<void>): Promise<Float64Array> {
  const gram = new Float64Array(design.columns ** 2);
  const stretch = stretchOf(design.rows, design.gramCost / Math.max(1, design.rows));
  for (let from = 0; from < design.rows; from += stretch) {
    if (from > 0) await checkpoint();
    design.addGram(weights, from, Math.min(design.rows, from + stretch), gram);
  }
  return gram;
}

/** Coefficients of the columns as they are, from those of the design: the shifts go into the intercept. */
export function unscale(
  { shift, scale }: Columns,
  coefficients: Float64Array,
  intercept: number,
): { coefficients: Float64Array; intercept: number } {
  let moved = intercept;
  const raw = coefficients.map((coefficient, column) => {
    const slope = coefficient / scale[column];
    moved -= slope * shift[column];
    return slope;
  });
  return { coefficients: raw, intercept: moved };
}

/** Weighted standard deviation of every column of Z; `x` is the matrix it was made of. */
export function spreadOf(columns: Columns, x: Matrix, weights: Float64Array | undefined): Float64Array {
  return weights ? deviations(x, weights).map((deviation, column) => deviation / columns.scale[column]) : columns.spread;
}
