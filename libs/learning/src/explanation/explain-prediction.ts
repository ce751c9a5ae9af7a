import { LearningError } from '../errors.js';
import type { FittedEstimator, Matrix } from '../estimators/estimator.js';
import { checkpointFor } from '../estimators/trees/learning-rows.js';
import { evaluateEnsemble } from '../estimators/trees/tree-ensemble.js';
import type { Attribution } from './attribution.js';
import { exactShap, mostColumnsExactly } from './exact-shap.js';
import { interventionalShap } from './interventional-shap.js';
import { linearShap } from './linear-shap.js';
import { type ModelOutput, modelOutputOf } from './model-output.js';
import { pathDependentShap } from './path-dependent-shap.js';
import { sampledShap } from './sampled-shap.js';

export type ExplanationMethod = 'tree_path_dependent' | 'tree_interventional' | 'linear' | 'exact' | 'sampled';

export interface ExplainOptions {
  /** Rows that stand for what is usual, as prepared for the estimator; some hundred training rows do. Only trees can do without. */
  readonly background?: Matrix;
  /** Pairs of column orders that are drawn where neither trees nor a linear function nor few columns allow exact values; default 32. */
  readonly pairs?: number;
  /** For the orders drawn; default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Shapley values of a model's outputs, and how they were found. */
export interface Explanation extends Attribution {
  readonly method: ExplanationMethod;
  /** What base and values sum to: scores before the link, probabilities, or predicted values. Of two classes it is the second's. */
  readonly space: ModelOutput['space'];
  /** Standard error of each of `values`; only where columns were sampled. */
  readonly errors?: Float64Array;
}

/**
 * Says for each row of `x` what each matrix column added to the model's output: exactly for trees (over the training rows' paths, or against the
 * background), for linear functions and for up to 12 columns; else from sampled column orders. Throws `learning.value_invalid` where a background
 * is needed, and `learning.aborted`.
 */
export async function explainPrediction(fitted: FittedEstimator, x: Matrix, options: ExplainOptions = {}): Promise<Explanation> {
  const checkpoint = checkpointFor(options.signal);
  await checkpoint();
  const { background } = options;
  if (fitted.trees) {
    const space = spaceOfSums(fitted, x);
    if (!background) return { method: 'tree_path_dependent', space, ...(await pathDependentShap(fitted.trees, x, checkpoint)) };
    return { method: 'tree_interventional', space, ...(await interventionalShap(fitted.trees, x, background, checkpoint)) };
  }
  const reference = requireGiven(background, x);
  if (fitted.linear) return { method: 'linear', space: spaceOfSums(fitted, x), ...linearShap(fitted.linear, x, reference) };
  const model = modelOutputOf(fitted, reference);
  const { space } = model;
  if (x.columns <= mostColumnsExactly) return { method: 'exact', space, ...(await exactShap(model, x, reference, checkpoint)) };
  const sampling = { pairs: Math.max(2, options.pairs ?? 32), seed: options.seed ?? 0 };
  return { method: 'sampled', space, ...(await sampledShap(model, x, reference, sampling, checkpoint)) };
}

/** What a sum of leaves or of products stands for. Forests add up probabilities; a link stands between scores and predictions elsewhere. */
function spaceOfSums({ decisionFunction, predict, predictProba, trees }: FittedEstimator, x: Matrix): ModelOutput['space'] {
  if (decisionFunction) return 'score';
  if (predictProba) return 'probability';
  const sums = trees && evaluateEnsemble(trees, x);
  return sums && predict(x).some((value, row) => Math.abs(value - sums[row]) > 1e-6 * Math.max(1, Math.abs(value))) ? 'score' : 'value';
}

function requireGiven(background: Matrix | undefined, { columns }: Matrix): Matrix {
  if (background && background.rows > 0 && background.columns === columns) return background;
  throw new LearningError(
    'learning.value_invalid',
    `This model is explained against background rows; give some rows of the training data, with its ${columns} columns.`,
    'background',
  );
}
