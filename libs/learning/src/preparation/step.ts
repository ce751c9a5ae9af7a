import type { Matrix } from '../estimators/estimator.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';

/** A step that has learned what it needs: a block of float32 columns in, a block out, the same in TypeScript and in the graph to the bit. */
export interface FittedStep {
  /** What it is and what it learned, as plain JSON; `loadStep` reads it back. */
  readonly description: StepDescription;
  /** Names of the columns it gives for columns of these names. */
  names(inputs: readonly string[]): readonly string[];
  transform(block: Matrix): Matrix;
  /** Reads a float32 [n, width] tensor and returns the name of another. */
  toOnnx(graph: GraphBuilder, tensor: string): string;
}

export type StepDescription = ImputeDescription | IndicatorDescription | ScaleDescription | PcaDescription;

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

export const imputeStrategies = ['mean', 'median', 'mode', 'constant'] as const;
export type ImputeStrategy = (typeof imputeStrategies)[number];

export const scalings = ['standard', 'minmax', 'robust', 'none'] as const;
export type Scaling = (typeof scalings)[number];

/** The finite values of one column of a block, in order of rows. */
export function presentValues(block: Matrix, column: number): Float64Array {
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
