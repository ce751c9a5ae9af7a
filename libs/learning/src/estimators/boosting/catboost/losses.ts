import { LearningError } from '../../../errors.js';
import type { FitOptions, LearningSet } from '../../estimator.js';
import type { Engine } from '../engine.js';
import { logloss } from './logloss.js';
import { withLoglossKernels } from './logloss-kernel.js';
import type { Loss, LossTargets } from './loss.js';
import { multiclass } from './multiclass.js';
import { huber, poisson, quantile, rmse } from './regression-losses.js';

/** The loss by its name, or the task's own. Throws `learning.parameter_invalid` for one of another task. */
export function lossName({ task, classes, parameters }: FitOptions): string {
  const own = task === 'regression' ? 'RMSE' : classes > 2 ? 'MultiClass' : 'Logloss';
  const name = (parameters.loss_function as string | null) ?? own;
  const fits = task === 'regression' ? name !== 'Logloss' && name !== 'MultiClass' : name === own;
  if (!fits)
    throw new LearningError(
      'learning.parameter_invalid',
      `"loss_function" ${name} is not for ${task === 'regression' ? 'regression' : `${classes} classes`}; leave it out for ${own}.`,
      'loss_function',
    );
  return name;
}

/** The loss of a set's targets, by the engine's kernels where there are any. Throws `learning.value_invalid` for targets that it can't have. */
export function lossFor(
  set: LearningSet,
  weights: Float64Array | undefined,
  name: string,
  { classes, parameters }: FitOptions,
  engine?: Engine,
): Loss {
  const targets: LossTargets = { y: Float32Array.from(set.y), weights };
  switch (name) {
    case 'Logloss':
      return engine && !weights ? withLoglossKernels(logloss(targets), targets.y, engine) : logloss(targets);
    case 'MultiClass':
      return multiclass(targets, classes);
    case 'MAE':
      return quantile(targets, 0.5);
    case 'Quantile':
      return quantile(targets, parameters.alpha as number);
    case 'Poisson':
      return poisson(targets);
    case 'Huber':
      return huber(targets, parameters.delta as number);
    default:
      return rmse(targets);
  }
}

/** Factor of each class's weights. */
export function classFactors({ y, weights }: LearningSet, { task, classes, parameters }: FitOptions): Float64Array | undefined {
  if (task === 'regression') return undefined;
  const factors = new Float64Array(classes).fill(1);
  const automatic = parameters.auto_class_weights as string | null;
  if (automatic !== null) {
    const totals = new Float64Array(classes);
    y.forEach((code, row) => {
      totals[code] += weights ? weights[row] : 1;
    });
    const largest = Math.max(...totals);
    for (let code = 0; code < classes; code++) {
      const ratio = totals[code] > 0 ? largest / totals[code] : 1;
      factors[code] = automatic === 'Balanced' ? ratio : Math.sqrt(ratio);
    }
  }
  if (classes === 2) factors[1] *= parameters.scale_pos_weight as number;
  return factors.every((factor) => factor === 1) ? undefined : factors;
}

/** Row weights times their class's factor, as float32; undefined when all are 1. */
export function weightsWith({ y, weights }: LearningSet, factors: Float64Array | undefined): Float64Array | undefined {
  const all = factors ? Float64Array.from(y, (code, row) => factors[code] * (weights ? weights[row] : 1)) : weights;
  const single = all?.map(Math.fround);
  return single?.every((weight) => weight === 1) ? undefined : single;
}
