import { LearningError } from '../../errors.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Matrix, Progress } from '../estimator.js';
import type { FittedUnsupervised, UnsupervisedTensors } from '../unsupervised.js';
import type { Tree } from './tree.js';
import { type EnsembleJSON, ensembleFromJSON, ensembleToJSON, evaluateEnsemble, type TreeEnsemble } from './tree-ensemble.js';
import { ensembleToOnnx } from './tree-onnx.js';

/** Trees whose leaves hold lengths of paths. */
export interface IsolationModel {
  readonly trees: readonly Tree[];
  readonly columns: number;
  /** c(rows per tree): the length of a usual path. */
  readonly normal: number;
  /** Rows that score above are anomalies. */
  readonly threshold: number;
  readonly history: readonly Progress[];
}

export interface FittedIsolation extends FittedUnsupervised {
  /** Rows that score above are anomalies. */
  readonly threshold: number;
}

const format = 'atelier.isolation.1';

/** 2^(−length / normal) (Liu, Ting and Zhou 2008, equation 2); one half where there is no usual length. */
export function anomalyScore(length: number, normal: number): number {
  return 2 ** (normal > 0 ? -length / normal : -1);
}

export function fittedIsolation(model: IsolationModel): FittedIsolation {
  const { trees, columns, normal, threshold, history } = model;
  const ensemble: TreeEnsemble = { trees, columns, outputs: 1, valuesPerLeaf: 1, aggregate: 'average', base: new Float64Array(1) };
  const limit = shortestUsual(normal, threshold);
  return {
    codes: 2,
    width: 1,
    threshold,
    history,
    predict: (x: Matrix) => evaluateEnsemble(ensemble, x).map((length) => Number(length < limit)),
    scores: (x: Matrix) => evaluateEnsemble(ensemble, x).map((length) => anomalyScore(length, normal)),
    toOnnx: (graph, input) => toOnnx(ensemble, normal, limit, graph, input),
    toJSON: () => ({ format, ensemble: ensembleToJSON(ensemble), normal, threshold, history }),
  };
}

/**
 * Mean paths below this are anomalies. It is a little shorter than the threshold says, so that rows right at it (where all rows are equal, every row
 * is) are none in the graph's float32 either.
 */
function shortestUsual(normal: number, threshold: number): number {
  return Math.fround(-Math.log2(threshold) * normal * (1 - 2e-6));
}

function toOnnx(ensemble: TreeEnsemble, normal: number, limit: number, graph: GraphBuilder, input: string): UnsupervisedTensors {
  const lengths = ensembleToOnnx(ensemble, graph, input);
  const number = (value: number) => graph.constant('float', [], [value]);
  const exponents =
    normal > 0
      ? graph.node('Mul', [lengths, number(-Math.LN2 / normal)])
      : graph.node('Sub', [graph.node('Mul', [lengths, number(0)]), number(Math.LN2)]);
  const isShort = graph.node('Less', [lengths, number(limit)]);
  return { codes: graph.node('Cast', [isShort], { to: { int: 1 } }), scores: graph.node('Exp', [exponents]) };
}

/** Throws `learning.model_invalid` for anything that `toJSON` did not write. */
export function loadIsolation(json: unknown): FittedIsolation {
  const saved = json as { format?: string; ensemble: EnsembleJSON; normal: number; threshold: number; history: Progress[] };
  if (saved?.format !== format || !Number.isFinite(saved.normal) || !(saved.threshold > 0))
    throw new LearningError('learning.model_invalid', `The saved model is not of the format ${format}.`);
  const { trees, columns } = ensembleFromJSON(saved.ensemble);
  return fittedIsolation({ trees, columns, normal: saved.normal, threshold: saved.threshold, history: saved.history });
}
