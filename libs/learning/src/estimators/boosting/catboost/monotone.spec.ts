import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../../random/random.js';
import type { LearningSet, Matrix } from '../../estimator.js';
import { type ParameterValue, resolveParameters } from '../../parameters.js';
import { catboost } from './catboost.js';
import { bendLeaves } from './monotone-leaves.js';

const columns = 4;
const names = ['up', 'down', 'free', 'category'];
const directions = [1, -1, 0, 0];

/** Waves along the columns that must be monotone, missing values, and a category. */
function setOf(rows: number, seed: number, classes: number): LearningSet {
  const random = createRandom(seed);
  const data = new Float32Array(rows * columns);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const values = [random.normal(), random.normal(), random.normal(), random.integer(6)];
    const shown = values.map((value, column) => (column < 3 && random.next() < 0.05 ? Number.NaN : value));
    data.set(shown, row * columns);
    const score =
      Math.sin(3 * values[0]) + values[0] + Math.cos(2 * values[1]) + values[2] * values[2] + (values[3] % 2) + 0.3 * random.normal();
    return classes === 0 ? score : Number(score > 1);
  });
  return { x: { rows, columns, data, names, categories: Int32Array.of(0, 0, 0, 6) }, y };
}

function fit(train: LearningSet, classes: number, given: Record<string, ParameterValue>) {
  const parameters = resolveParameters('catboost', catboost.parameters, { iterations: 15, learning_rate: 0.3, ...given });
  return catboost.fit(train, { task: classes === 0 ? 'regression' : 'classification', classes, seed: 1, parameters });
}

/** Rows that differ from `row` in one column alone, whose values ascend. */
function along({ x }: LearningSet, row: number, column: number): Matrix {
  const steps = 60;
  const data = new Float32Array(steps * columns);
  for (let step = 0; step < steps; step++) {
    data.set(x.data.subarray(row * columns, (row + 1) * columns), step * columns);
    data[step * columns + column] = -3 + (6 * step) / (steps - 1);
  }
  return { ...x, rows: steps, data };
}

describe('monotone_constraints', () => {
  it.each<[string, number, Record<string, ParameterValue>]>([
    ['two classes', 2, {}],
    ['two classes, ten steps per leaf', 2, { leaf_estimation_iterations: 10, depth: 4 }],
    ['two classes, Ordered', 2, { boosting_type: 'Ordered' }],
    ['squared', 0, { score_function: 'L2' }],
    ['absolute', 0, { loss_function: 'MAE' }],
    ['quantile, Ordered', 0, { loss_function: 'Quantile', alpha: 0.8, boosting_type: 'Ordered' }],
    ['poisson', 0, { loss_function: 'Poisson' }],
  ])('keeps predictions from going the wrong way by a single bit: %s', async (_name, classes, given) => {
    const train = setOf(300, 3, classes);
    if (given.loss_function === 'Poisson') train.y.forEach((value, row) => train.y.set([Math.abs(value)], row));
    const bound = await fit(train, classes, { ...given, monotone_constraints: `(${directions.join(',')})` });
    const free = await fit(train, classes, given);
    let breaches = 0;
    for (let row = 0; row < 30; row++) {
      for (const [column, direction] of directions.entries()) {
        if (direction === 0) continue;
        const x = along(train, row, column);
        const falls = (values: Float64Array) => values.some((value, i) => i > 0 && direction * (value - values[i - 1]) < 0);
        const scores = (fitted: typeof bound) => fitted.decisionFunction?.(x) ?? fitted.predict(x);
        expect(falls(scores(bound))).toBe(false);
        breaches += Number(falls(scores(free)));
      }
    }
    // Without constraints the waves show.
    expect(breaches).toBeGreaterThan(15);
  });

  it('bends no more than it must: the nearest values in order', () => {
    const cases = fc
      .record({ directions: fc.array(fc.constantFrom(-1, 0, 1), { minLength: 1, maxLength: 4 }), seed: fc.integer() })
      .map(({ directions: levels, seed }) => {
        const random = createRandom(seed);
        const numbers = () => Float64Array.from({ length: 2 ** levels.length }, () => random.normal());
        return { levels, values: numbers(), weights: numbers().map((value) => 0.1 + Math.abs(value)) };
      });
    fc.assert(
      fc.property(cases, ({ levels, values, weights }) => {
        const bent = values.slice();
        bendLeaves(bent, weights, levels);
        const total = (of: Float64Array) => of.reduce((sum, value, leaf) => sum + weights[leaf] * value, 0);
        expect(total(bent)).toBeCloseTo(total(values), 9);
        levels.forEach((direction, level) => {
          if (direction === 0) return;
          bent.forEach((value, leaf) => {
            const other = bent[leaf | (1 << level)];
            if ((leaf & (1 << level)) === 0) expect(direction * (other - value)).toBeGreaterThanOrEqual(0);
          });
        });
        // What is in order already stays.
        const again = bent.slice();
        bendLeaves(again, weights, levels);
        again.forEach((value, leaf) => expect(value).toBeCloseTo(bent[leaf], 12));
        if (levels.every((direction) => direction === 0)) expect(bent).toEqual(values);
      }),
    );
  });

  it.each<[Record<string, ParameterValue>, number, string]>([
    [{ monotone_constraints: '(1,0)' }, 0, 'monotone_constraints'],
    [{ monotone_constraints: '(1,0,0,1)' }, 0, 'monotone_constraints'],
    [{ monotone_constraints: '(1,0,0,0)' }, 3, 'monotone_constraints'],
    [{ monotone_constraints: '(1,0,0,0)', depth: 13 }, 0, 'monotone_constraints'],
    [{ monotone_constraints: '(1,0,0,0)', loss_function: 'MAE', leaf_estimation_method: 'Exact' }, 0, 'leaf_estimation_method'],
  ])('refuses what can’t be monotone (%#)', async (given, classes, where) => {
    const { x, y } = setOf(60, 1, 0);
    const set = classes === 0 ? { x, y } : { x, y: y.map((_, row) => row % classes) };
    await expect(fit(set, classes, given)).rejects.toMatchObject({ code: 'learning.parameter_invalid', where });
  });

  it('is no constraint where all directions are 0', async () => {
    const train = setOf(100, 2, 0);
    const json = async (given: Record<string, ParameterValue>) => JSON.stringify((await fit(train, 0, given)).toJSON());
    expect(await json({ monotone_constraints: '(0,0,0,0)' })).toBe(await json({}));
  });
});
