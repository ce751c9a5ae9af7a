import type { FittedEstimator, Matrix } from '../estimators/estimator.js';

/** What of a model is explained: scores before the link where it has some, else probabilities, else predicted values. */
export interface ModelOutput {
  readonly space: 'score' | 'probability' | 'value';
  readonly outputs: number;
  /** Row-major [rows × outputs]. */
  evaluate(x: Matrix): Float64Array;
}

/** Two classes have one output, the second's; `sample` is a row or more from which the number of outputs is seen. */
export function modelOutputOf(fitted: FittedEstimator, sample: Matrix): ModelOutput {
  const scores = fitted.decisionFunction?.bind(fitted);
  if (scores) return { space: 'score', outputs: scores(sample).length / sample.rows, evaluate: scores };
  const proba = fitted.predictProba?.bind(fitted);
  if (!proba) return { space: 'value', outputs: 1, evaluate: (x) => fitted.predict(x) };
  const classes = proba(sample).length / sample.rows;
  if (classes > 2) return { space: 'probability', outputs: classes, evaluate: proba };
  return { space: 'probability', outputs: 1, evaluate: (x) => proba(x).filter((_, i) => i % 2 === 1) };
}
