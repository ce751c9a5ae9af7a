import { LearningError } from '../../errors.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { LearningSet, Matrix } from '../estimator.js';
import type { ParameterValues } from '../parameters.js';

/** How likely the columns' values are in each class, by one family of distributions. */
export interface Likelihood {
  /** Row-major [rows × classes]: log prior plus log density of the row (up to a constant per row). NaN where a value is missing. */
  jointLogs(x: Matrix): Float64Array;
  /** The same as a double tensor [n, classes]. */
  toOnnx(graph: GraphBuilder, input: string): string;
  /** All that `load` needs, as plain JSON. */
  readonly description: LikelihoodDescription;
}

export type LikelihoodDescription = GaussianDescription | CountDescription;

/** Row-major [classes × columns] means and standard deviations; constants per class. */
export interface GaussianDescription {
  readonly kind: 'gaussian';
  readonly columns: number;
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly constants: readonly number[];
}

/** Joint logs are constants + x·weights', row-major [classes × columns]. Bernoulli: x is 1 above `threshold`, else 0; null takes it as it is. */
export interface CountDescription {
  readonly kind: 'bernoulli' | 'multinomial';
  readonly columns: number;
  readonly weights: readonly number[];
  readonly constants: readonly number[];
  readonly threshold: number | null;
}

export interface LikelihoodProblem extends LearningSet {
  readonly classes: number;
  /** Sum of weights per class. */
  readonly totals: Float64Array;
  /** Logarithms of the classes' priors. */
  readonly priors: Float64Array;
  readonly parameters: ParameterValues;
  /** Called between stretches of rows. */
  readonly checkpoint: () => Promise<void>;
}

/** Log prior of a class without rows: nothing makes up for it, and JSON can say it. */
export const impossible = -1e200;

/** Cells that are read between two checkpoints. */
const stretch = 2e7;

/** Calls `visit` with every row of weight above 0, letting other work have its turn in between. */
export async function eachRow({ x, weights, checkpoint }: LikelihoodProblem, visit: (row: number, weight: number) => void): Promise<void> {
  const rows = Math.max(1, Math.floor(stretch / Math.max(1, x.columns)));
  for (let row = 0; row < x.rows; row++) {
    if (row > 0 && row % rows === 0) await checkpoint();
    const weight = weights ? weights[row] : 1;
    if (weight > 0) visit(row, weight);
  }
}

/** Throws `learning.value_invalid`, naming row and column, for a value that the distribution does not know. */
export function refuseValue({ columns, data, names }: Matrix, at: number, what: string): never {
  const name = names[at % columns];
  throw new LearningError('learning.value_invalid', `"${name}" is ${data[at]} in row ${Math.floor(at / columns) + 1}; ${what}`, name);
}
