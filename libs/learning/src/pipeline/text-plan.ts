import type { Estimator } from '../estimators/estimator.js';
import type { TextPlan } from '../preparation/preparation.js';
import type { ResolvedPlan } from './plan.js';

/** Terms of algorithms that read all cells of a table: a table of 20,000 rows then takes 160 MB. */
const denseFeatures = 2000;
/** Trees ask about one term at a time and soon have asked about those that matter; their bins take a byte for each row and term. */
const treeFeatures = 10_000;
/** Between texts of a few words each, distances over thousands of terms say little; over directions that terms share, they do. */
const near = { terms: false, embeddings: 100, maxFeatures: 20_000 };

type ReadFor = Pick<ResolvedPlan, 'text' | 'seed'> & { readonly estimator: Pick<Estimator, 'handlesSparse' | 'scaleSensitive'> };

/** How free texts are read for this algorithm: as asked for, else the kind `text` with as many terms as it can take. */
export function textPlanFor({ text, estimator, seed }: ReadFor): TextPlan {
  const asked = text === undefined || text === 'none' ? { encoding: 'text' } : text;
  if (estimator.handlesSparse) return { seed, ...(estimator.scaleSensitive ? {} : { maxFeatures: treeFeatures }), ...asked };
  return { seed, ...(estimator.scaleSensitive ? near : { maxFeatures: denseFeatures }), ...asked };
}
