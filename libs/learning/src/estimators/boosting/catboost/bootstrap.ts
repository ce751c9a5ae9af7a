import type { Random } from '../../../random/random.js';

export type BootstrapType = 'Bayesian' | 'Bernoulli' | 'MVS' | 'No';

export interface BootstrapRules {
  readonly type: BootstrapType;
  /** Share of the rows that are drawn (Bernoulli, MVS). */
  readonly subsample: number;
  /** 0 makes all Bayesian weights 1. */
  readonly temperature: number;
}

/** Whether rows are drawn by their gradients. */
export function isByGradient({ type, subsample }: BootstrapRules): boolean {
  return type === 'MVS' && subsample < 1;
}

/** Writes the factor of each row's weight for one tree, 0 leaving the row out, where chance alone decides; false when all are 1. */
export function drawFactors({ type, subsample, temperature }: BootstrapRules, random: Random, into: Float64Array): boolean {
  if (type === 'Bayesian' && temperature > 0)
    for (let row = 0; row < into.length; row++) into[row] = (-Math.log(1 - random.next() + 1e-100)) ** temperature;
  else if (type === 'Bernoulli' && subsample < 1) for (let row = 0; row < into.length; row++) into[row] = Number(random.next() < subsample);
  else return false;
  return true;
}
