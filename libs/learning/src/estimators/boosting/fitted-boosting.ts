import { LearningError } from '../../errors.js';
import type { FittedEstimator, Progress } from '../estimator.js';
import { packArray, unpackArray } from '../trees/packed-array.js';
import { type EnsembleJSON, ensembleFromJSON, ensembleToJSON, evaluateEnsemble, type TreeEnsemble } from '../trees/tree-ensemble.js';
import { ensembleToOnnx } from '../trees/tree-onnx.js';
import { answersThrough, linkToOnnx } from './link-answers.js';
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
  return {
    ...answersThrough(link, ensemble.outputs, (x) => evaluateEnsemble(ensemble, x)),
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
