import type { Task } from '../frame/signature.js';
import type { SparseMatrix } from '../notes/text/sparse-matrix.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { LinearModel } from './linear/linear-form.js';
import type { ParameterSet, ParameterValues } from './parameters.js';
import type { TreeEnsemble } from './trees/tree-ensemble.js';

/** Prepared features: row-major float32, `data[row * columns + column]`, NaN is missing. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
  readonly names: readonly string[];
  /**
   * For each column the number of its categories: its values are then the codes 0…n−1, NaN where missing or unknown; 0 for numbers.
   * Absent when all columns are numbers. Only estimators with `handlesCategories` are given any.
   */
  readonly categories?: Int32Array;
  /**
   * The same cells but for those that are 0, where the matrix is a `SparseTable`: `data` is then made when it is first asked for, which wide tables
   * of terms have no memory for.
   */
  readonly sparse?: SparseMatrix;
}

/** Training rows. `y` holds class codes 0…classes−1 (classification) or values (regression); `weights` are per row, ≥ 0, default 1. */
export interface LearningSet {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly weights?: Float64Array;
}

export interface Progress {
  readonly iteration: number;
  readonly total: number;
  /** Metrics by name, e.g. `train_loss`, `validation_loss`. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface FitOptions {
  readonly task: Task;
  /** Number of classes (≥ 2) for classification, 0 for regression. */
  readonly classes: number;
  readonly parameters: ParameterValues;
  readonly seed: number;
  readonly validation?: LearningSet;
  /** Stop when the validation loss has not improved for so many iterations; needs `validation`. */
  readonly earlyStopping?: { readonly patience: number };
  /** Worker threads that may be used; the result never depends on it. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What an estimator can do once fitted. It never changes afterwards. */
export interface FittedEstimator {
  /** Regression values, or class codes (ties to the lower code). Length x.rows. */
  predict(x: Matrix): Float64Array;
  /** Row-major [rows × classes], each row sums to 1; absent for regression. */
  predictProba?(x: Matrix): Float64Array;
  /**
   * Scores before the link. Two classes: one per row, above 0 for the second class; more classes: row-major [rows × classes]; regression: absent.
   * Absent also where the algorithm has no score but its probabilities.
   */
  decisionFunction?(x: Matrix): Float64Array;
  /** One non-negative number per column, summing to 1 (or all 0); absent when the algorithm has none. */
  readonly importance?: Float64Array;
  /** One entry per iteration that was kept or tried. */
  readonly history: readonly Progress[];
  /** Iteration kept by early stopping (0-based), when it was used. */
  readonly bestIteration?: number;
  /** The trees behind it, where all it does is add or average them (before a link); explanations walk them. */
  readonly trees?: TreeEnsemble;
  /** The linear function whose value is the prediction, or the decision score before the link. */
  readonly linear?: LinearModel;
  /**
   * Adds the estimator to a graph. `input` names a float32 [n, columns] tensor. Returns the name of a float32 tensor:
   * probabilities [n, classes] for classification, values [n, 1] for regression.
   */
  toOnnx(graph: GraphBuilder, input: string): string;
  /** All that `load` needs, as plain JSON. */
  toJSON(): unknown;
}

/** One algorithm: its name, its hyper-parameters as data, and how to fit it. Registering it runs the contract suite on it. */
export interface Estimator {
  readonly name: string;
  readonly summary: string;
  readonly tasks: readonly Task[];
  readonly parameters: ParameterSet;
  /** False when no monotone rescaling of a column changes the model (trees): scaling is then left out. */
  readonly scaleSensitive: boolean;
  /** True when missing values (NaN) are handled in the algorithm itself, so that imputing numbers is left out. */
  readonly handlesMissing: boolean;
  /** True when columns of category codes are learned from as such, so that encoding them as 0s and 1s is left out. */
  readonly handlesCategories?: boolean;
  /** True when `fit` reads `sparse` where there is one, and never asks for `data` then. */
  readonly handlesSparse?: boolean;
  /**
   * For algorithms made of others: checks the members and fills in their hyper-parameters, and gives the estimator that declares what these
   * members together can take. Throws as `findEstimator` and `resolveParameters` do, naming the member.
   */
  specialise?(parameters: ParameterValues, task: Task): Specialised;
  fit(train: LearningSet, options: FitOptions): Promise<FittedEstimator>;
  load(json: unknown): FittedEstimator;
}

export interface Specialised {
  readonly estimator: Estimator;
  readonly parameters: ParameterValues;
}
