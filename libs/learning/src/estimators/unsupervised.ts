import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Matrix, Progress } from './estimator.js';
import type { ParameterSet, ParameterValues } from './parameters.js';

/** What the codes mean: which cluster a row belongs to, or whether it is an anomaly (0 no, 1 yes). */
export type UnsupervisedKind = 'clusters' | 'anomalies';

/** Rows to learn from without a target; `weights` are per row, ≥ 0, default 1. A weight of 0 is no row. */
export interface UnlabelledSet {
  readonly x: Matrix;
  readonly weights?: Float64Array;
}

export interface UnsupervisedOptions {
  readonly parameters: ParameterValues;
  readonly seed: number;
  /** Worker threads that may be used; the result never depends on it. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The names of an unsupervised graph's float32 tensors. */
export interface UnsupervisedTensors {
  /** [n, 1]: the codes. */
  readonly codes: string;
  /** [n, width]: the scores. */
  readonly scores: string;
}

export interface FittedUnsupervised {
  /** Number of codes: the clusters, or 2 for anomalies. */
  readonly codes: number;
  /** Numbers per row of `scores`: one per cluster, or 1 for anomalies. */
  readonly width: number;
  /** Codes 0…codes−1. Length x.rows. */
  predict(x: Matrix): Float64Array;
  /**
   * Row-major [rows × width]. Clusters: the Euclidean distance to each centre, of which the smallest gives the code (ties to the lower).
   * Anomalies: larger is stranger.
   */
  scores(x: Matrix): Float64Array;
  /** One entry per iteration. */
  readonly history: readonly Progress[];
  /** Adds the model to a graph. `input` names a float32 [n, columns] tensor. */
  toOnnx(graph: GraphBuilder, input: string): UnsupervisedTensors;
  /** All that `load` needs, as plain JSON. */
  toJSON(): unknown;
}

/** One algorithm that learns without a target. Registering it runs the contract suite (unsupervised.suite.ts) on it. */
export interface Unsupervised {
  readonly name: string;
  readonly summary: string;
  readonly kind: UnsupervisedKind;
  readonly parameters: ParameterSet;
  /** False when no monotone rescaling of a column changes the model (trees). */
  readonly scaleSensitive: boolean;
  /** True when missing values (NaN) are handled in the algorithm itself. */
  readonly handlesMissing: boolean;
  fit(train: UnlabelledSet, options: UnsupervisedOptions): Promise<FittedUnsupervised>;
  load(json: unknown): FittedUnsupervised;
}
