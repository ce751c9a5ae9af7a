import { LearningError } from '../../errors.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { FittedEstimator, Matrix, Progress } from '../estimator.js';
import { codesOfLargest } from '../trees/learning-rows.js';
import { pairsOf } from './pairs.js';
import {
  compileSupportVectors,
  parseSupportVectors,
  type SupportVectors,
  supportVectorsToJSON,
  supportVectorsToOnnx,
} from './support-vectors.js';
import { classScores, classScoresToOnnx } from './votes.js';

export interface SvmModel {
  /** One output per pair of present classes. */
  readonly vectors: SupportVectors;
  /** Codes of the classes that had rows, ascending; the others have probability 0. */
  readonly present: readonly number[];
  readonly classes: number;
  /** Probabilities are softmax(beta · scores). */
  readonly beta: number;
  readonly history: readonly Progress[];
}

export function fittedSvm(model: SvmModel): FittedEstimator {
  const { vectors, present, classes, beta, history } = model;
  const decide = compileSupportVectors(vectors);
  const scores = (x: Matrix) => classScores(decide(x), present.length);
  const predictProba = (x: Matrix) => spread(softmaxRows(scores(x), present.length, beta), present, classes, () => 0);
  return {
    history,
    predictProba,
    predict: (x) => codesOfLargest(predictProba(x), classes),
    decisionFunction: (x) =>
      classes === 2 ? scores(x).filter((_, i) => i % 2 === 1) : spread(scores(x), present, classes, (own) => Math.min(...own) - 1),
    toOnnx: (graph, input) => svmToOnnx(model, graph, input),
    toJSON: () => ({ ...supportVectorsToJSON(vectors), present, classes, beta, history }),
  };
}

function softmaxRows(scores: Float64Array, width: number, beta: number): Float64Array {
  const shares = new Float64Array(scores.length);
  for (let from = 0; from < scores.length; from += width) {
    const own = scores.subarray(from, from + width);
    const largest = Math.max(...own);
    let mass = 0;
    own.forEach((score, k) => {
      shares[from + k] = Math.exp(beta * (score - largest));
      mass += shares[from + k];
    });
    for (let k = 0; k < width; k++) shares[from + k] /= mass;
  }
  return shares;
}

/** From the present classes to all of them; the others get what `absent` says of the row. */
function spread(values: Float64Array, present: readonly number[], classes: number, absent: (own: Float64Array) => number): Float64Array {
  if (present.length === classes) return values;
  const rows = values.length / present.length;
  const all = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * present.length, (row + 1) * present.length);
    all.fill(absent(own), row * classes, (row + 1) * classes);
    present.forEach((code, k) => {
      all[row * classes + code] = own[k];
    });
  }
  return all;
}

function svmToOnnx({ vectors, present, classes, beta }: SvmModel, graph: GraphBuilder, input: string): string {
  const scores = classScoresToOnnx(graph, supportVectorsToOnnx(vectors, graph, input), present.length);
  const shares = graph.node('Softmax', [graph.node('Mul', [scores, graph.constant('double', [], [beta])])], { axis: { int: 1 } });
  const places = present.flatMap((code) => Array.from({ length: classes }, (_, k) => Number(k === code)));
  const all =
    present.length === classes ? shares : graph.node('MatMul', [shares, graph.constant('double', [present.length, classes], places)]);
  return graph.node('Cast', [all], { to: { int: 1 } });
}

/** Throws `learning.model_invalid` for anything but what `toJSON` gave. */
export function parseSvm(json: unknown): SvmModel {
  const vectors = parseSupportVectors(json);
  const { present, classes, beta, history } = json as Partial<SvmModel>;
  const isWhole =
    Array.isArray(present) &&
    pairsOf(present.length).length === vectors.offsets.length &&
    Number.isInteger(classes) &&
    Number.isFinite(beta);
  if (!isWhole) throw new LearningError('learning.model_invalid', 'The saved classes and their machines do not belong together.');
  return { vectors, present, classes: classes as number, beta: beta as number, history: history ?? [] };
}
