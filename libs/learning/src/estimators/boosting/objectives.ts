/** What a boosting fit minimises. Scores and pairs are row-major [rows × outputs]; pairs hold gradient, then hessian. */
export interface Objective {
  /** Trees per iteration. */
  readonly outputs: number;
  /** How scores become predictions. */
  readonly link: Link;
  /** The constant that fits best, per output. */
  initialScores(): Float64Array;
  /**
   * Writes the gradient and hessian of output `output` into `pairs` (row r at 2r, 2r + 1). For output 0 it takes in the scores and
   * returns their mean loss, which falls off on the way; the outputs after it see the same scores.
   */
  gradients(scores: Float64Array, output: number, pairs: Float32Array): number;
  /** Mean loss of the scores against this objective's targets. */
  loss(scores: Float64Array): number;
  /** The leaf value that fits the residuals best, for losses whose Newton step is poor. */
  refit?(scores: Float64Array, rows: Uint32Array, output: number): number;
}

export const links = ['identity', 'logistic', 'softmax', 'exponential'] as const;
export type Link = (typeof links)[number];

/** Targets as float32 (LightGBM's label_t) and a weight per row. */
export interface Targets {
  readonly y: Float32Array;
  readonly weights?: Float64Array;
}

export const smallest = 1e-15;

export function weightOf({ weights }: Targets, row: number): number {
  return weights ? weights[row] : 1;
}

export function totalWeight({ y, weights }: Targets): number {
  return weights ? weights.reduce((a, b) => a + b, 0) : y.length;
}
