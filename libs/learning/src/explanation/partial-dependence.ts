import { LearningError } from '../errors.js';
import type { FittedEstimator, Matrix } from '../estimators/estimator.js';
import { checkpointFor } from '../estimators/trees/learning-rows.js';
import { requireBackground } from './background.js';
import { modelOutputOf } from './model-output.js';

export interface PartialDependenceOptions {
  /** One matrix column, or two for how they work together. */
  readonly columns: readonly [number] | readonly [number, number];
  /** Grid values per column; default: `points` of them. */
  readonly grid?: readonly (readonly number[])[];
  /** Quantiles from the 5th to the 95th percentile, or all distinct values where there are no more; default 20. */
  readonly points?: number;
  /** Whether to give each row's own curve as well (individual conditional expectation); default false. */
  readonly individual?: boolean;
  readonly signal?: AbortSignal;
}

export interface PartialDependence {
  readonly columns: readonly number[];
  /** Ascending values per column. */
  readonly grid: readonly (readonly number[])[];
  readonly space: 'score' | 'probability' | 'value';
  readonly outputs: number;
  /** Mean outputs: `average[cell * outputs + output]`, a cell per value, or per pair of values with the second's running fastest. */
  readonly average: Float64Array;
  /** `individual[(row * cells + cell) * outputs + output]`. */
  readonly individual?: Float64Array;
}

/**
 * What a model gives on average over the rows of `x` if one or two columns had the grid's values in all of them (Friedman 2001, section 8.2; the
 * curves per row: Goldstein et al. 2015). Throws `learning.value_invalid` for no rows or columns, and `learning.aborted`.
 */
export async function partialDependence(fitted: FittedEstimator, x: Matrix, options: PartialDependenceOptions): Promise<PartialDependence> {
  requireBackground(x);
  const checkpoint = checkpointFor(options.signal);
  const { columns } = options;
  columns.forEach((column) => requireColumn(x, column));
  const grid = options.grid ?? columns.map((column) => gridOf(x, column, options.points ?? 20));
  const model = modelOutputOf(fitted, x);
  const { outputs } = model;
  const cells = grid.reduce((product, values) => product * values.length, 1);
  const average = new Float64Array(cells * outputs);
  const individual = new Float64Array(options.individual ? x.rows * cells * outputs : 0);
  for (let cell = 0; cell < cells; cell++) {
    await checkpoint();
    const scores = model.evaluate(withValues(x, columns, valuesOfCell(grid, cell)));
    for (let i = 0; i < scores.length; i++) {
      const [row, output] = [Math.floor(i / outputs), i % outputs];
      average[cell * outputs + output] += scores[i] / x.rows;
      if (options.individual) individual[(row * cells + cell) * outputs + output] = scores[i];
    }
  }
  return { columns, grid, space: model.space, outputs, average, ...(options.individual && { individual }) };
}

function requireColumn({ columns }: Matrix, column: number): void {
  if (Number.isInteger(column) && column >= 0 && column < columns) return;
  throw new LearningError('learning.value_invalid', `There is no column ${column}; the matrix has ${columns}.`, 'columns');
}

/** All distinct values where they are few, else quantiles that leave the outer twentieths out. */
function gridOf(x: Matrix, column: number, points: number): number[] {
  const values = Array.from({ length: x.rows }, (_, row) => x.data[row * x.columns + column]).filter((value) => !Number.isNaN(value));
  values.sort((a, b) => a - b);
  const distinct = [...new Set(values)];
  if (distinct.length === 0)
    throw new LearningError('learning.value_invalid', `"${x.names[column]}" has no values in these rows.`, x.names[column]);
  if (distinct.length <= points) return distinct;
  const shares = Array.from({ length: points }, (_, i) => 0.05 + (0.9 * i) / Math.max(1, points - 1));
  return [...new Set(shares.map((share) => values[Math.round(share * (values.length - 1))]))];
}

function valuesOfCell(grid: readonly (readonly number[])[], cell: number): number[] {
  return grid.length === 1 ? [grid[0][cell]] : [grid[0][Math.floor(cell / grid[1].length)], grid[1][cell % grid[1].length]];
}

function withValues(x: Matrix, columns: readonly number[], values: readonly number[]): Matrix {
  const data = x.data.slice();
  columns.forEach((column, i) => {
    for (let at = column; at < data.length; at += x.columns) data[at] = values[i];
  });
  return { ...x, data };
}
