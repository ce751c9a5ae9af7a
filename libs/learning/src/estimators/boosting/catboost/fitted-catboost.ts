import { LearningError } from '../../../errors.js';
import type { FittedEstimator, Progress } from '../../estimator.js';
import { packArray, unpackArray } from '../../trees/packed-array.js';
import { answersThrough, linkToOnnx } from '../link-answers.js';
import { type CatboostModel, ensembleOf, modelToOnnx, scorerOf } from './catboost-model.js';
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
  return {
    ...answersThrough(link, outputs, scorerOf(model)),
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
