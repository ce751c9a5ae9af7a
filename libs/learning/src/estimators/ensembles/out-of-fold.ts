import { type Fold } from '../../frame/folds.js';
import { strataMembers } from '../../frame/strata.js';
import { createRandom, shuffle } from '../../random/random.js';
import type { FitOptions, LearningSet } from '../estimator.js';
import type { Course } from './course.js';
import { type BoundMember, fitMember, outputsOf } from './members.js';
import { takeRows } from './take-rows.js';

/** Chooses the folds whose rows are predicted by members that did not see them; none where the rows are too few for it. */
export type ChooseFolds = (train: LearningSet, options: Pick<FitOptions, 'task' | 'seed'>, count: number) => readonly Fold[];

/**
 * Seeded folds that keep the classes' proportions within one row. Unlike `stratifiedKFold` a class may have a single row. No folds where some
 * training part would have less than two rows, or less than two classes: members then predict the rows they learned from.
 */
export const seededFolds: ChooseFolds = ({ y }, { task, seed }, count) => {
  const random = createRandom(seed).fork('ensemble folds');
  const codes = task === 'classification' ? Int32Array.from(y) : new Int32Array(y.length);
  const assigned = new Int32Array(y.length);
  let next = 0;
  for (const rows of strataMembers({ codes })) for (const row of shuffle(rows, random)) assigned[row] = next++ % count;
  const all = Int32Array.from(y, (_, row) => row);
  const folds = Array.from({ length: Math.min(count, y.length) }, (_, fold) => ({
    train: all.filter((row) => assigned[row] !== fold),
    test: all.filter((row) => assigned[row] === fold),
  }));
  return folds.every(({ train }) => isLearnable(train, codes, task)) ? folds : [];
};

function isLearnable(rows: Int32Array, codes: Int32Array, task: FitOptions['task']): boolean {
  if (task === 'regression') return rows.length >= 2;
  return rows.some((row) => codes[row] !== codes[rows[0]]);
}

/** Steps of a course that `outOfFold` takes. */
export function foldSteps(folds: readonly Fold[]): number {
  return Math.max(1, folds.length);
}

/** Predictions of one member, [rows × classes] or [rows], each row by a model that did not learn from it. */
export async function outOfFold(
  member: BoundMember,
  train: LearningSet,
  folds: readonly Fold[],
  options: FitOptions,
  label: string,
  course: Course,
): Promise<Float64Array> {
  const width = Math.max(1, options.classes);
  const predictions = new Float64Array(train.x.rows * width);
  const all = Int32Array.from(train.y, (_, row) => row);
  for (const [i, fold] of (folds.length > 0 ? folds : [{ train: all, test: all }]).entries()) {
    const fitted = await fitMember(member, takeRows(train, fold.train), options, `${label} fold ${i}`);
    const own = outputsOf(fitted, takeRows(train, fold.test).x);
    fold.test.forEach((row, at) => predictions.set(own.subarray(at * width, (at + 1) * width), row * width));
    await course.step();
  }
  return predictions;
}
