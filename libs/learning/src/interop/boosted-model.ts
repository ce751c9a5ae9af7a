import { fittedBoosting } from '../estimators/boosting/fitted-boosting.js';
import { type Link, links } from '../estimators/boosting/objectives.js';
import type { FittedEstimator } from '../estimators/estimator.js';
import { normalised } from '../estimators/trees/learning-rows.js';
import type { Tree } from '../estimators/trees/tree.js';
import type { TreeEnsemble } from '../estimators/trees/tree-ensemble.js';
import { LearningError } from '../errors.js';

/** What the formats of other libraries hold of a model: trees of one value per leaf that add up, and the link. */
export interface BoostedModel {
  readonly ensemble: TreeEnsemble;
  readonly link: Link;
}

/** Takes a fitted model apart. Throws `learning.model_invalid` where it is not boosted trees with one value per leaf. */
export function boostedModelOf(fitted: FittedEstimator, format: string): BoostedModel {
  const { trees: ensemble } = fitted;
  const link = (fitted.toJSON() as { link?: Link }).link;
  if (ensemble && link && links.includes(link) && ensemble.aggregate === 'sum' && ensemble.valuesPerLeaf === 1) return { ensemble, link };
  throw new LearningError('learning.model_invalid', `Only boosted trees with one value per leaf can be written as ${format}.`);
}

/** A read model as a fitted estimator; `gains` are the splits' gains by column. */
export function fittedFrom({ ensemble, link }: BoostedModel, gains: Float64Array): FittedEstimator {
  return fittedBoosting({ ensemble, link, importance: normalised(gains), history: [] });
}

/** The trees of each output in turn, as an ensemble wants them; undefined when outputs have different numbers of trees. */
export function interleaved(trees: readonly Tree[], outputOf: readonly number[], outputs: number): Tree[] | undefined {
  const byOutput = Array.from({ length: outputs }, (_, output) => trees.filter((_tree, t) => outputOf[t] === output));
  const rounds = byOutput[0].length;
  if (byOutput.some(({ length }) => length !== rounds)) return undefined;
  return Array.from({ length: rounds * outputs }, (_, t) => byOutput[t % outputs][Math.floor(t / outputs)]);
}

/** The trees with `base` added to the leaves of the first one of each output. */
export function withBaseInLeaves({ trees, outputs }: TreeEnsemble, base: ArrayLike<number>): Tree[] {
  return trees.map((tree, t) => (t < outputs ? { ...tree, values: tree.values.map((value) => value + base[t % outputs]) } : tree));
}
