import type { Matrix } from '../estimators/estimator.js';
import type { PackedArray } from '../estimators/trees/packed-array.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';

/** A step that has learned what it needs: a block of float32 columns in, a block out, the same in TypeScript and in the graph to the bit. */
export interface FittedStep {
  /** What it is and what it learned, as plain JSON; `loadStep` reads it back. */
  readonly description: StepDescription;
  /** Names of the columns it gives for columns of these names. */
  names(inputs: readonly string[]): readonly string[];
  /** For each column that it gives, the raw column it comes from, given those of its own; where absent, columns keep theirs. */
  sources?(inputs: readonly string[]): readonly string[];
  transform(block: Matrix): Matrix;
  /** Reads a float32 [n, width] tensor and returns the name of another. */
  toOnnx(graph: GraphBuilder, tensor: string): string;
}

export type StepDescription =
  | ImputeDescription
  | NeighbourImputeDescription
  | ChainedImputeDescription
  | IndicatorDescription
  | CapDescription
  | PowerDescription
  | PolynomialDescription
  | QuantileDescription
  | ScaleDescription
  | PcaDescription;

/** Missing numbers become `values[column]`. */
export interface ImputeDescription {
  readonly kind: 'impute';
  readonly strategy: ImputeStrategy;
  readonly values: readonly number[];
}

/** A column of 0 and 1 is added for each of these columns: 1 where it was missing. */
export interface IndicatorDescription {
  readonly kind: 'indicate';
  readonly columns: readonly number[];
}

/** x becomes (x − offsets[column]) · factors[column]. */
export interface ScaleDescription {
  readonly kind: 'scale';
  readonly method: Exclude<Scaling, 'none'>;
  readonly offsets: readonly number[];
  readonly factors: readonly number[];
}

/** The first `means.length` columns become components, (x − means)·rotation', row-major [components × columns]; the others stay, after them. */
export interface PcaDescription {
  readonly kind: 'pca';
  readonly means: readonly number[];
  /** Unit vectors, divided by the components' standard deviations when `whiten`. */
  readonly rotation: readonly number[];
  /** Variance of each component (of rows − 1), and its share of all variance. */
  readonly variances: readonly number[];
  readonly shares: readonly number[];
  readonly whiten: boolean;
  /** Number of columns that stay. */
  readonly passed: number;
}

/** A missing number becomes the mean of the nearest donors that have it; columns after the donors' are left alone. */
export interface NeighbourImputeDescription {
  readonly kind: 'impute_knn';
  readonly neighbours: number;
  /** By column: differences are multiplied by these before they are squared. */
  readonly factors: readonly number[];
  /** What a number becomes without any donor that shares a column. */
  readonly means: readonly number[];
  /** Row-major float32 [donors × factors.length], NaN is missing. */
  readonly donors: PackedArray;
  /** Number of columns that stay. */
  readonly passed: number;
}

/** Missing numbers start as `means`; then each regression in turn (of all other columns) gives one column's missing numbers anew. */
export interface ChainedImputeDescription {
  readonly kind: 'impute_iterative';
  readonly means: readonly number[];
  /** The column of each regression. */
  readonly targets: readonly number[];
  /** Row-major float64 [targets.length × (means.length + 1)]: a coefficient per column (0 for its own), then the intercept. */
  readonly regressions: PackedArray;
  /** Number of columns that stay. */
  readonly passed: number;
}

/** Numbers below `lower[column]` become that, above `upper[column]` that. */
export interface CapDescription {
  readonly kind: 'cap';
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export const powerMethods = ['log1p', 'yeo_johnson', 'box_cox'] as const;
export type PowerMethod = (typeof powerMethods)[number];

/** The first columns become (power(x) − offsets)·factors; where the power has no value, x counts as `floors[column]`. */
export interface PowerDescription {
  readonly kind: 'power';
  readonly method: PowerMethod;
  readonly lambdas: readonly number[];
  readonly floors: readonly number[];
  readonly offsets: readonly number[];
  readonly factors: readonly number[];
  /** Number of columns that stay. */
  readonly passed: number;
}

export const quantileOutputs = ['uniform', 'normal'] as const;
export type QuantileOutput = (typeof quantileOutputs)[number];

/** The first `counts.length` columns become shares of training numbers below them, interpolated between landmarks. */
export interface QuantileDescription {
  readonly kind: 'quantile';
  readonly output: QuantileOutput;
  /** Different landmarks of each column. */
  readonly counts: readonly number[];
  /** Landmarks, column after column, ascending (float64). */
  readonly values: PackedArray;
  /** Shares at the first and at the last of equal landmarks. */
  readonly first: PackedArray;
  readonly last: PackedArray;
  /** Number of columns that stay. */
  readonly passed: number;
}

/** Products of the first `columns` columns come after them, before the others. */
export interface PolynomialDescription {
  readonly kind: 'polynomial';
  readonly degree: number;
  readonly interactionOnly: boolean;
  readonly columns: number;
  /** Number of columns that stay, after the products. */
  readonly passed: number;
}

export const imputeStrategies = ['mean', 'median', 'mode', 'constant'] as const;
export type ImputeStrategy = (typeof imputeStrategies)[number];

export const scalings = ['standard', 'minmax', 'robust', 'none'] as const;
export type Scaling = (typeof scalings)[number];

/** Rows of numbers in either precision: a block on its way into a model, or a table that is cleaned as a whole. */
export interface NumberTable {
  readonly rows: number;
  readonly columns: number;
  /** Row-major; NaN is missing. */
  readonly data: Float32Array | Float64Array;
}

/** The finite values of one column of a block, in order of rows. */
export function presentValues(block: NumberTable, column: number): Float64Array {
  const values = new Float64Array(block.rows);
  let count = 0;
  for (let row = 0; row < block.rows; row++) {
    const value = block.data[row * block.columns + column];
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return values.slice(0, count);
}

/** As float32, for a description: adding 0 turns −0 into 0, which JSON would do behind our back. */
export function float32(values: ArrayLike<number>): number[] {
  return Array.from(Float32Array.from(values), (value) => value + 0);
}

export const largestFloat32 = 3.4028234663852886e38;

/** To the nearest float32 that is finite; NaN stays. */
export function finiteFloat32(value: number): number {
  return Math.fround(Math.min(largestFloat32, Math.max(-largestFloat32, value)));
}

/** Names of the tensors of the first `columns` columns and of the `passed` ones after them, where there are any. */
export function splitColumns(graph: GraphBuilder, tensor: string, columns: number, passed: number): { first: string; rest?: string } {
  if (passed === 0) return { first: tensor };
  const slice = (from: number, to: number) =>
    graph.node('Slice', [tensor, ...[from, to, 1].map((value) => graph.constant('int64', [1], [value]))]);
  return { first: slice(0, columns), rest: slice(columns, columns + passed) };
}

export function joinColumns(graph: GraphBuilder, tensors: readonly (string | undefined)[]): string {
  const parts = tensors.filter((tensor) => tensor !== undefined);
  return parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: { int: 1 } });
}
