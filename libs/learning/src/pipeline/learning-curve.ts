import { LearningError, throwIfAborted } from '../errors.js';
import { metricDirection, scoreOf } from '../evaluation/metrics/catalogue.js';
import type { LearningCurve } from '../evaluation/report-curves.js';
import type { Frame } from '../frame/frame.js';
import { strataMembers, strataOf } from '../frame/strata.js';
import type { Target } from '../frame/target.js';
import { createRandom, shuffle } from '../random/random.js';
import { foldsOf, partsOf } from './cross-validate.js';
import { fitPipeline } from './fit-pipeline.js';
import { outcomeOf } from './outcome.js';
import { type ResolvedPlan, resolvePlan, type TrainingPlan } from './plan.js';

export interface LearningCurveOptions {
  readonly metric: string;
  /** Default 3. */
  readonly folds?: number;
  /** Ascending shares of a fold's training rows, above 0 and at most 1; default a tenth to all. */
  readonly shares?: readonly number[];
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const defaultShares = [0.1, 0.25, 0.5, 0.75, 1];

/**
 * A metric by number of training rows, on these and on the fold's other rows: whether more rows would help. A larger part holds the smaller ones;
 * classes keep their proportions. Throws what `crossValidate` throws, and `learning.parameter_invalid` for shares that are none.
 */
export async function learningCurve(frame: Frame, plan: TrainingPlan, options: LearningCurveOptions): Promise<LearningCurve> {
  const { metric, folds = 3, shares = defaultShares, threads, signal, onProgress } = options;
  metricDirection(metric);
  requireShares(shares);
  const resolved = resolvePlan(plan);
  const target = resolved.readTarget(frame);
  const rows = frame.take(target.kept);
  const tried = shares.map(() => ({ rows: 0, train: [] as number[], validation: [] as number[] }));
  const total = folds * shares.length;
  let done = 0;
  for (const { train, test } of foldsOf(target, rows.rows, folds, resolved)) {
    const ordered = inProportion(train, target, resolved);
    for (const [i, share] of shares.entries()) {
      throwIfAborted(signal);
      const part = ordered.slice(0, Math.max(fewestRows(target), Math.round(share * ordered.length)));
      const { pipeline } = await fitPipeline(rows, target, partsOf(part, target, resolved), resolved, { threads, signal });
      const judged = (own: Int32Array) => scoreOf(metric, outcomeOf(pipeline.predict(rows.take(own)), target, own));
      tried[i].rows = part.length;
      tried[i].train.push(judged(part));
      tried[i].validation.push(judged(test));
      onProgress?.({ done: ++done, total });
    }
  }
  return {
    metric,
    points: tried.map(({ rows: count, train, validation }) => ({
      rows: count,
      ...moments('train', train),
      ...moments('validation', validation),
    })),
  };
}

function requireShares(shares: readonly number[]): void {
  const ascends = shares.every((share, i) => share > (i === 0 ? 0 : shares[i - 1]) && share <= 1);
  if (shares.length > 0 && ascends) return;
  throw new LearningError('learning.parameter_invalid', '"shares" must be ascending numbers above 0 and at most 1.', 'shares');
}

/** So many that every class has two rows, as splits need them. */
function fewestRows(target: Target): number {
  return target.task === 'classification' ? 4 * target.classes.length : 4;
}

/** Rows in random order, any first part of them with the classes in proportion. */
function inProportion(train: Int32Array, target: Target, { seed }: ResolvedPlan): Int32Array {
  const { codes } = strataOf(target);
  const random = createRandom(seed).fork('learning curve');
  const places = strataMembers({ codes: train.map((row) => codes[row]) }).flatMap((members) =>
    Array.from(shuffle(members, random), (at, i) => ({ row: train[at], place: (i + 0.5) / members.length })),
  );
  return Int32Array.from(
    places.sort((a, b) => a.place - b.place),
    ({ row }) => row,
  );
}

function moments<T extends string>(name: T, scores: readonly number[]): Record<T | `${T}_std`, number> {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const std = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
  return { [name]: mean, [`${name}_std`]: std } as Record<T | `${T}_std`, number>;
}
