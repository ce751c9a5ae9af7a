import { LearningError } from '../../../errors.js';
import type { GraphBuilder } from '../../../onnx/graph-builder.js';
import type { FittedEstimator, Matrix, Progress } from '../../estimator.js';
import { codesOfLargest } from '../../trees/learning-rows.js';
import { packArray, unpackArray } from '../../trees/packed-array.js';
import { bothProbabilities } from '../../trees/tree-onnx.js';
import { softmaxRows } from '../classification-objectives.js';
import type { Link } from '../objectives.js';
import { type CatboostModel, ensembleOf, modelToOnnx, scoresOf } from './catboost-model.js';
import { modelFromJSON, modelToJSON } from './catboost-saved.js';

export interface CatboostParts {
  readonly model: CatboostModel;
  /** One per column, summing to 1 or all 0; absent where it is not known. */
  readonly importance?: Float64Array;
  readonly history: readonly Progress[];
  readonly bestIteration?: number;
}

const format = 'atelier.catboost.1';

/** Symmetric trees and their category tables as an estimator, be they learned here or read from CatBoost. */
export function fittedCatboost(parts: CatboostParts): FittedEstimator {
  const { model, importance, history, bestIteration } = parts;
  const { link, outputs } = model;
  const classifies = link === 'logistic' || link === 'softmax';
  const proba = (x: Matrix) => probabilities(scoresOf(model, x), link, outputs);
  return {
    predict: (x) => (classifies ? codesOfLargest(proba(x), Math.max(2, outputs)) : values(scoresOf(model, x), link)),
    ...(classifies && { predictProba: proba, decisionFunction: (x: Matrix) => scoresOf(model, x) }),
    ...(importance && { importance }),
    history,
    ...(bestIteration !== undefined && { bestIteration }),
    // Explanations walk trees over the columns themselves; a table's number is none of them.
    ...(model.tables.length === 0 && { trees: ensembleOf(model) }),
    toOnnx: (graph, input) => linkToOnnx(graph, modelToOnnx(model, graph, input), link),
    toJSON: () => ({
      format,
      ...modelToJSON(model),
      importance: importance ? packArray(importance) : null,
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
export function loadCatboost(json: unknown): FittedEstimator {
  const saved = json as { format?: string; importance: string | null; history: Progress[]; best_iteration: number | null };
  if (saved?.format !== format) throw new LearningError('learning.model_invalid', `The saved model is not of the format ${format}.`);
  return fittedCatboost({
    model: modelFromJSON(json),
    ...(saved.importance !== null && { importance: unpackArray('f64', saved.importance, 'importance') }),
    history: saved.history,
    bestIteration: saved.best_iteration ?? undefined,
  });
}
