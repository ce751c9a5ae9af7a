import { LearningError } from '../../errors.js';
import type { FittedEstimator, Matrix, Progress } from '../estimator.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import { packArray, unpackArray } from '../trees/packed-array.js';
import { codesOfLargest } from '../trees/learning-rows.js';
import { type EnsembleJSON, ensembleFromJSON, ensembleToJSON, evaluateEnsemble, type TreeEnsemble } from '../trees/tree-ensemble.js';
import { bothProbabilities, ensembleToOnnx } from '../trees/tree-onnx.js';
import { softmaxRows } from './classification-objectives.js';
import { type Link, links } from './objectives.js';

export interface BoostedParts {
  readonly ensemble: TreeEnsemble;
  readonly link: Link;
  readonly importance: Float64Array;
  readonly history: readonly Progress[];
  readonly bestIteration?: number;
}

const format = 'atelier.boosting.1';

/** Boosted trees with the link from scores to predictions, for every boosting algorithm. */
export function fittedBoosting(parts: BoostedParts): FittedEstimator {
  const { ensemble, link, importance, history, bestIteration } = parts;
  const proba = (x: Matrix) => probabilities(evaluateEnsemble(ensemble, x), link, ensemble.outputs);
  const classifies = link === 'logistic' || link === 'softmax';
  return {
    predict: (x) => (classifies ? codesOfLargest(proba(x), Math.max(2, ensemble.outputs)) : values(evaluateEnsemble(ensemble, x), link)),
    ...(classifies && { predictProba: proba, decisionFunction: (x: Matrix) => evaluateEnsemble(ensemble, x) }),
    importance,
    trees: ensemble,
    history,
    ...(bestIteration !== undefined && { bestIteration }),
    toOnnx: (graph, input) => linkToOnnx(graph, ensembleToOnnx(ensemble, graph, input), link),
    toJSON: () => ({
      format,
      link,
      ensemble: ensembleToJSON(ensemble),
      importance: packArray(importance),
      history,
      best_iteration: bestIteration ?? null,
    }),
  };
}

function values(scores: Float64Array, link: Link): Float64Array {
  return link === 'exponential' ? scores.map(Math.exp) : scores;
}

function probabilities(scores: Float64Array, link: Link, outputs: number): Float64Array {
  if (link === 'softmax') {
    softmaxRows(scores, outputs, scores);
    return scores;
  }
  const both = new Float64Array(scores.length * 2);
  scores.forEach((score, row) => {
    const positive = 1 / (1 + Math.exp(-score));
    both[2 * row] = 1 - positive;
    both[2 * row + 1] = positive;
  });
  return both;
}

function linkToOnnx(graph: GraphBuilder, scores: string, link: Link): string {
  switch (link) {
    case 'identity':
      return scores;
    case 'exponential':
      return graph.node('Exp', [scores]);
    case 'softmax':
      return graph.node('Softmax', [scores], { axis: { int: 1 } });
    case 'logistic':
      return bothProbabilities(graph, graph.node('Sigmoid', [scores]));
  }
}

/** Throws `learning.model_invalid` for anything that `toJSON` did not write. */
export function loadBoosting(json: unknown): FittedEstimator {
  const saved = json as {
    format?: string;
    link: Link;
    ensemble: EnsembleJSON;
    importance: string;
    history: Progress[];
    best_iteration: number | null;
  };
  if (saved?.format !== format) throw new LearningError('learning.model_invalid', `The saved model is not of the format ${format}.`);
  if (!links.includes(saved.link))
    throw new LearningError('learning.model_invalid', `The saved model's link "${saved.link}" is not one of ${links.join(', ')}.`, 'link');
  return fittedBoosting({
    ensemble: ensembleFromJSON(saved.ensemble),
    link: saved.link,
    importance: unpackArray('f64', saved.importance, 'importance'),
    history: saved.history,
    bestIteration: saved.best_iteration ?? undefined,
  });
}
