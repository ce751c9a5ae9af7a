import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet } from '../../estimator.js';
import { type ParameterValue, resolveParameters } from '../../parameters.js';
import { catboost } from './catboost.js';

const sizes = Int32Array.of(0, 80, 60, 0, 40);

/** Only the first number tells anything of the target; there are three columns of many categories beside it. */
function setOf(rows: number, seed: number, classes = 2): LearningSet {
  const random = createRandom(seed);
  const data = new Float32Array(rows * sizes.length);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const values = Array.from(sizes, (size) => (size === 0 ? random.normal() : random.integer(size)));
    data.set(values, row * sizes.length);
    const score = values[0] + 1.2 * random.normal();
    return classes === 0 ? score : classes === 2 ? Number(score > 0) : score < -1 ? 0 : score < 1 ? 1 : 2;
  });
  return { x: { rows, columns: sizes.length, data, names: ['tells', 'a', 'b', 'c', 'd'], categories: sizes }, y };
}

function fit(train: LearningSet, classes: number, given: Record<string, ParameterValue> = {}, changes: Partial<FitOptions> = {}) {
  const parameters = resolveParameters('catboost', catboost.parameters, { boosting_type: 'Ordered', iterations: 20, ...given });
  return catboost.fit(train, { task: classes === 0 ? 'regression' : 'classification', classes, seed: 1, parameters, ...changes });
}

function logLoss(fitted: FittedEstimator, { x, y }: LearningSet): number {
  const proba = fitted.predictProba?.(x) as Float64Array;
  return y.reduce((sum, code, row) => sum - Math.log(proba[2 * row + code]), 0) / y.length;
}

describe('ordered boosting', () => {
  it('takes less from categories that tell nothing, and so overfits less on few rows', async () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const mean = async (boosting_type: string) => {
      const sums = { share: 0, gap: 0, loss: 0 };
      for (const seed of seeds) {
        const [train, test] = [setOf(800, seed), setOf(1500, seed + 100)];
        const given = { boosting_type, iterations: 60, learning_rate: 0.15, max_ctr_complexity: 1 };
        const fitted = await fit(train, 2, given, { seed });
        sums.share += (fitted.importance as Float64Array)[0] / seeds.length;
        sums.loss += logLoss(fitted, test) / seeds.length;
        sums.gap += (logLoss(fitted, test) - logLoss(fitted, train)) / seeds.length;
      }
      return sums;
    };
    const [plain, ordered] = [await mean('Plain'), await mean('Ordered')];
    expect(ordered.share).toBeGreaterThan(plain.share + 0.1);
    expect(ordered.gap).toBeLessThan(plain.gap);
    expect(ordered.loss).toBeLessThan(plain.loss);
  });

  it.each<[string, number, Record<string, ParameterValue>]>([
    ['two classes', 2, {}],
    ['three classes', 3, { bootstrap_type: 'Bernoulli' }],
    ['squared', 0, {}],
    ['absolute', 0, { loss_function: 'MAE', bootstrap_type: 'No' }],
    ['numbers and pairs', 2, { max_ctr_complexity: 2, rsm: 0.7 }],
    ['deep, gradient steps', 2, { depth: 9, leaf_estimation_method: 'Gradient', leaf_estimation_iterations: 3 }],
  ])('learns, the same bytes for the same seed: %s', async (_name, classes, given) => {
    const train = setOf(300, 7, classes);
    const fitted = await fit(train, classes, { learning_rate: 0.2, ...given });
    const losses = fitted.history.map(({ metrics }) => metrics.train_loss);
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]);
    const bytes = JSON.stringify(fitted.toJSON());
    expect(JSON.stringify((await fit(train, classes, { learning_rate: 0.2, ...given })).toJSON())).toBe(bytes);
    const plain = await fit(train, classes, { learning_rate: 0.2, ...given, boosting_type: 'Plain' });
    expect(JSON.stringify(plain.toJSON())).not.toBe(bytes);
  });

  it.each([1, 2, 5, 40])('learns from few rows (%i)', async (rows) => {
    const train = setOf(rows, 3, 0);
    const fitted = await fit(train, 0, { iterations: 5 }, { validation: setOf(10, 4, 0) });
    expect(fitted.predict(train.x).every(Number.isFinite)).toBe(true);
    expect(fitted.history).toHaveLength(5);
  });

  it('counts weights: a row of no weight is as good as none, and larger weights pull', async () => {
    const { x, y } = setOf(400, 9);
    const weights = Float64Array.from(y, (code) => (code === 1 ? 4 : 1));
    const mean = async (set: LearningSet) =>
      (await fit(set, 2)).predictProba?.(x).reduce((sum, p, i) => sum + (i % 2 === 1 ? p : 0), 0) as number;
    expect(await mean({ x, y, weights })).toBeGreaterThan((await mean({ x, y })) + 20);
  });
});
