import { LearningError } from '../../errors.js';
import type { FittedEstimator, Matrix, Progress } from '../estimator.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import { packArray, unpackArray } from './packed-array.js';
import { codesOfLargest } from './learning-rows.js';
import { type EnsembleJSON, ensembleFromJSON, ensembleToJSON, evaluateEnsemble, type TreeEnsemble } from './tree-ensemble.js';
import { bothProbabilities, ensembleToOnnx } from './tree-onnx.js';

export interface TreeParts {
  readonly ensemble: TreeEnsemble;
  /** 0 for regression. Two classes have one output: the second's probability. */
  readonly classes: number;
  readonly importance: Float64Array;
  readonly history: readonly Progress[];
}

const format = 'atelier.trees.1';

/** Trees whose leaves hold means or class shares: a single decision tree, or a forest's average. */
export function fittedTrees({ ensemble, classes, importance, history }: TreeParts): FittedEstimator {
  const proba = (x: Matrix) => shares(evaluateEnsemble(ensemble, x), classes);
  return {
    predict: (x) => (classes > 0 ? codesOfLargest(proba(x), classes) : evaluateEnsemble(ensemble, x)),
    ...(classes > 0 && { predictProba: proba }),
    importance,
    history,
    trees: ensemble,
    toOnnx: (graph, input) => toOnnx(ensemble, classes, graph, input),
    toJSON: () => ({ format, classes, ensemble: ensembleToJSON(ensemble), importance: packArray(importance), history }),
  };
}

function shares(values: Float64Array, classes: number): Float64Array {
  if (classes > 2) return normaliseRows(values, classes);
  const both = new Float64Array(2 * values.length);
  values.forEach((share, row) => {
    both[2 * row] = 1 - share;
    both[2 * row + 1] = share;
  });
  return both;
}

/** Leaf shares are float32 and may miss a sum of 1 by a few units in the eighth digit. */
function normaliseRows(values: Float64Array, classes: number): Float64Array {
  for (let start = 0; start < values.length; start += classes) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += values[start + k];
    for (let k = 0; k < classes; k++) values[start + k] /= sum;
  }
  return values;
}

function toOnnx(ensemble: TreeEnsemble, classes: number, graph: GraphBuilder, input: string): string {
  const values = ensembleToOnnx(ensemble, graph, input);
  return classes === 2 ? bothProbabilities(graph, values) : values;
}

/** Throws `learning.model_invalid` for anything that `toJSON` did not write. */
export function loadTrees(json: unknown): FittedEstimator {
  const saved = json as { format?: string; classes: number; ensemble: EnsembleJSON; importance: string; history: Progress[] };
  if (saved?.format !== format) throw new LearningError('learning.model_invalid', `The saved model is not of the format ${format}.`);
  return fittedTrees({
    ensemble: ensembleFromJSON(saved.ensemble),
    classes: saved.classes,
    importance: unpackArray('f64', saved.importance, 'importance'),
    history: saved.history,
  });
}
