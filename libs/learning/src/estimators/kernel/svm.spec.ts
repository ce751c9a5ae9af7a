import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { FitOptions, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { inverseTemperature, stratifiedFolds } from './calibration.js';
import { svm } from './svm.js';
import { svr } from './svr.js';

const matrixOf = (data: readonly number[], columns = 1): Matrix => ({
  rows: data.length / columns,
  columns,
  data: Float32Array.from(data),
  names: Array.from({ length: columns }, (_, column) => `c${column}`),
});

const optionsOf = (given: Record<string, ParameterValue>, classes = 0): FitOptions => {
  const { name, parameters, tasks } = classes ? svm : svr;
  return { task: tasks[0], classes, parameters: resolveParameters(name, parameters, given), seed: 1 };
};

const rowsOf = (rows: number, columns: number, seed = 1) => {
  const random = createRandom(seed);
  return Array.from({ length: rows * columns }, () => random.normal());
};

describe('svm', () => {
  it('scores classes without rows below all others', async () => {
    const x = matrixOf([-2, -1, 1, 2]);
    for (const [classes, codes] of [
      [3, [0, 0, 2, 2]],
      [4, [0, 1, 3, 3]],
    ] as const) {
      const fitted = await svm.fit({ x, y: Float64Array.from(codes) }, optionsOf({}, classes));
      const scores = fitted.decisionFunction?.(x) ?? new Float64Array();
      for (let row = 0; row < 4; row++) {
        const own = [...scores.subarray(row * classes, (row + 1) * classes)];
        const absent = own[classes === 3 ? 1 : 2];
        expect(own.filter((score) => score <= absent)).toHaveLength(1);
        expect(own.indexOf(Math.max(...own))).toBe(fitted.predict(x)[row]);
      }
    }
  });

  it('reports one entry per solved pair, folds included', async () => {
    const x = matrixOf(rowsOf(60, 2), 2);
    const y = Float64Array.from({ length: 60 }, (_, row) => row % 3);
    const { history } = await svm.fit({ x, y }, optionsOf({}, 3));
    expect(history).toHaveLength(3 * 6);
    expect(history[0].total).toBe(18);
    expect((await svm.fit({ x, y }, optionsOf({ calibration_folds: 1 }, 3))).history).toHaveLength(3);
  });

  it('does not calibrate on a class of one row', async () => {
    const fitted = await svm.fit({ x: matrixOf([-1, -2, -3, 1]), y: Float64Array.from([0, 0, 0, 1]) }, optionsOf({}, 2));
    expect(fitted.history).toHaveLength(1);
    const score = fitted.decisionFunction?.(matrixOf([5]))[0] as number;
    expect(fitted.predictProba?.(matrixOf([5]))[1]).toBeCloseTo(1 / (1 + Math.exp(-2 * score)), 12);
  });

  it('says that values are too large for a polynomial', async () => {
    const options = optionsOf({ kernel: 'poly', degree: 10, gamma: 1 }, 2);
    const huge = matrixOf([1e30, -1e30, 2, 3]);
    await expect(svm.fit({ x: huge, y: Float64Array.from([0, 1, 0, 1]) }, options)).rejects.toThrow(/row 1 are too large for the kernel/);
    const fitted = await svm.fit(
      { x: matrixOf([-1, 1, -0.5, 0.5]), y: Float64Array.from([0, 1, 0, 1]) },
      optionsOf({ kernel: 'poly', degree: 9, gamma: 1e5 }, 2),
    );
    expect(() => fitted.predict(matrixOf([1e30]))).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
  });

  it('stops in the middle of a long solution', async () => {
    const rows = 1500;
    const x = matrixOf(rowsOf(rows, 4), 4);
    const y = Float64Array.from({ length: rows }, (_, row) => (row * 7) % 2);
    const controller = new AbortController();
    setImmediate(() => setImmediate(() => controller.abort()));
    const stopped = svm.fit({ x, y }, { ...optionsOf({ C: 1e4, tol: 1e-9 }, 2), signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ code: 'learning.aborted' });
  });

  it('refuses saved machines that do not belong together', async () => {
    const fitted = await svm.fit({ x: matrixOf([-2, -1, 1, 2]), y: Float64Array.from([0, 0, 1, 1]) }, optionsOf({}, 2));
    const json = JSON.parse(JSON.stringify(fitted.toJSON()));
    for (const change of [{ present: [0, 1, 2] }, { beta: 'warm' }, { kernel: { kind: 'cubic' } }, { coefficients: 'f64:AAAAAAAA8D8=' }])
      expect(() => svm.load({ ...json, ...change })).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});

describe('svr', () => {
  it('keeps within the tube what it can, and counts rows by weight', async () => {
    const x = matrixOf([0, 1, 2, 3, 4]);
    const y = Float64Array.from([0, 2, 4, 6, 8]);
    const fitted = await svr.fit({ x, y }, optionsOf({ kernel: 'linear', C: 100, epsilon: 0.5, tol: 1e-9 }));
    fitted.predict(x).forEach((value, row) => expect(Math.abs(value - y[row])).toBeLessThanOrEqual(0.5 + 1e-6));
    const torn = { x: matrixOf([1, 1]), y: Float64Array.from([0, 10]) };
    const by = async (weights: readonly number[]) =>
      (await svr.fit({ ...torn, weights: Float64Array.from(weights) }, optionsOf({ epsilon: 0 }))).predict(matrixOf([1]))[0];
    expect(await by([1, 3])).toBeGreaterThan(await by([3, 1]));
  });
});

describe('calibration', () => {
  it('spreads each class evenly over folds', () => {
    const codes = Float64Array.from({ length: 53 }, (_, row) => (row % 7 === 0 ? 2 : row % 2));
    const folds = stratifiedFolds(codes, 5);
    for (const code of [0, 1, 2]) {
      const counts = [0, 1, 2, 3, 4].map((fold) => folds.filter((each, row) => each === fold && codes[row] === code).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const sizes = [0, 1, 2, 3, 4].map((fold) => folds.filter((each) => each === fold).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('trusts scores that are always right, and not at all those that are wrong half of the time', () => {
    const scores = Float64Array.from([-1, 1, -1, 1, 1, -1, 1, -1]);
    expect(inverseTemperature(scores, [1, 1, 0, 0])).toBeGreaterThan(1e4);
    expect(inverseTemperature(scores, [1, 0, 0, 1])).toBeLessThan(1e-4);
    // Three of four right: σ(2β) = ¾.
    expect(inverseTemperature(scores, [1, 1, 0, 1])).toBeCloseTo(Math.log(3) / 2, 9);
    expect(inverseTemperature(scores, [1, 0, 0, 0], [3, 2, 2, 1])).toBeCloseTo(Math.log(3) / 2, 9);
  });
});
