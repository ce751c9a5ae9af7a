/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import { createRandom } from '../../random/random.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix } from '../estimator.js';
import { resolveParameters } from '../parameters.js';
import { findEstimator } from '../registry.js';
import { createCalibrated, withCalibration } from './calibrated.js';
import { calibrated, calibratorToOnnx, fitCalibrator } from './calibrator.js';
import { fitIsotonic, isotonicAt, withoutSteepRises } from './isotonic.js';
import type { ChooseFolds } from './out-of-fold.js';
import { fitSigmoid, sigmoidAt } from './sigmoid.js';

const { maps, wholes } = JSON.parse(readFileSync(new URL('./fixtures/calibration.json', import.meta.url), 'utf8')) as {
  readonly maps: {
    readonly scores: number[];
    readonly truth: number[];
    readonly weights: number[] | null;
    readonly at: number[];
    readonly slope: number;
    readonly offset: number;
    readonly sigmoid: number[];
    readonly isotonic: number[];
    readonly thresholds: [number[], number[]];
  }[];
  readonly wholes: {
    readonly x: number[];
    readonly x_test: number[];
    readonly folds: number;
    readonly cases: {
      readonly classes: number;
      readonly y: number[];
      readonly sigmoid: number[];
      readonly isotonic: number[];
      readonly logistic: number[] | null;
    }[];
  };
};

describe.each(maps)('maps, against scikit-learn', ({ scores, truth, weights, at, ...known }) => {
  const x = Float64Array.from(scores);
  const w = weights ? Float64Array.from(weights) : undefined;

  it('sigmoid', () => {
    const map = fitSigmoid(x, (row) => truth[row] === 1, w);
    expect(map.slope).toBeCloseTo(known.slope, 4);
    expect(map.offset).toBeCloseTo(known.offset, 4);
    at.forEach((score, i) => expect(Math.abs(sigmoidAt(map, score) - known.sigmoid[i])).toBeLessThan(1e-6));
  });

  it('isotonic', () => {
    const map = fitIsotonic(x, Float64Array.from(truth), w);
    expect(map.x).toEqual(known.thresholds[0].map((value) => expect.closeTo(value, 12)));
    expect(map.y).toEqual(known.thresholds[1].map((value) => expect.closeTo(value, 12)));
    at.forEach((score, i) => expect(isotonicAt(map, score)).toBeCloseTo(known.isotonic[i], 9));
  });
});

describe('isotonic regression', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 3 })), {
    minLength: 1,
    maxLength: 60,
  });

  it('ascends, keeps the mean, and is not improved by moving a level', () => {
    fc.assert(
      fc.property(points, (given) => {
        const x = Float64Array.from(given, ([score]) => score / 40);
        const y = Float64Array.from(given, ([, truth]) => truth);
        const w = Float64Array.from(given, ([, , weight]) => weight);
        const map = fitIsotonic(x, y, w);
        const fitted = x.map((score) => isotonicAt(map, score));
        for (let i = 1; i < map.y.length; i++) expect(map.y[i]).toBeGreaterThanOrEqual(map.y[i - 1]);
        const total = (values: Float64Array) => values.reduce((sum, value, row) => sum + w[row] * value, 0);
        expect(total(fitted)).toBeCloseTo(total(y), 8);
        // Optimality of a projection on a cone: residuals are orthogonal to the fit.
        expect(fitted.reduce((sum, value, row) => sum + w[row] * value * (y[row] - value), 0)).toBeCloseTo(0, 8);
      }),
    );
  });

  it('without steep rises ascends, is nowhere steeper, and keeps its levels', () => {
    fc.assert(
      fc.property(points, (given) => {
        const x = Float64Array.from(given, ([score]) => score / 4000);
        const map = fitIsotonic(
          x,
          Float64Array.from(given, ([, truth]) => truth),
        );
        const gentle = withoutSteepRises(map, 50);
        expect(new Set(gentle.y)).toEqual(new Set(map.y));
        for (let i = 1; i < gentle.x.length; i++) {
          expect(gentle.x[i]).toBeGreaterThan(gentle.x[i - 1]);
          expect((gentle.y[i] - gentle.y[i - 1]) / (gentle.x[i] - gentle.x[i - 1])).toBeLessThan(50.001);
        }
        const wide = fitIsotonic(
          x.map((score) => score * 4000),
          Float64Array.from(given, ([, truth]) => truth),
        );
        expect(withoutSteepRises(wide, 50)).toEqual(wide);
      }),
    );
  });
});

const columns = 3;
const matrix = (values: readonly number[]): Matrix => ({
  rows: values.length / columns,
  columns,
  data: Float32Array.from(values),
  names: ['a', 'b', 'c'],
});
const alternating: ChooseFolds = ({ y }, _, count) => {
  const all = Int32Array.from(y, (_value, row) => row);
  return Array.from({ length: count }, (_value, fold) => ({
    train: all.filter((row) => row % count !== fold),
    test: all.filter((row) => row % count === fold),
  }));
};
const logistic = { algorithm: 'logistic', hyperparameters: { tol: 1e-12 } };

function fit(estimator: Estimator, train: LearningSet, classes: number, given: Record<string, unknown>, changes: Partial<FitOptions> = {}) {
  const parameters = resolveParameters(estimator.name, estimator.parameters, given);
  return estimator.fit(train, { task: 'classification', classes, parameters, seed: 1, ...changes });
}

const probabilities = (fitted: FittedEstimator, x: Matrix) => fitted.predictProba?.(x) ?? new Float64Array();

describe.each(wholes.cases)('calibrated logistic regression, $classes classes, against CalibratedClassifierCV(ensemble=False)', (known) => {
  const train = { x: matrix(wholes.x), y: Float64Array.from(known.y) };
  const test = matrix(wholes.x_test);
  const own = (method: string) =>
    fit(createCalibrated(findEstimator, alternating), train, known.classes, { estimator: logistic, method, cv: wholes.folds });
  const errors = (actual: Float64Array, expected: readonly number[]) => expected.map((value, i) => Math.abs(value - actual[i]));

  it('by sigmoid', async () => {
    const actual = probabilities(await own('sigmoid'), test);
    expect(Math.max(...errors(actual, known.sigmoid))).toBeLessThan(1e-6);
    if (known.logistic) expect(Math.max(...errors(actual, known.logistic))).toBeLessThan(1e-6);
  });

  it('isotonic, but for rows on a rise that is widened', async () => {
    const distances = errors(probabilities(await own('isotonic'), test), known.isotonic).sort((a, b) => a - b);
    expect(distances[Math.floor(distances.length * 0.8)]).toBeLessThan(1e-6);
  });
});

describe('calibration', () => {
  const random = createRandom(8);
  const table = (rows: number): LearningSet => {
    const data = Array.from({ length: rows * columns }, () => random.normal());
    return {
      x: matrix(data.map(Math.fround)),
      y: Float64Array.from({ length: rows }, (_, row) => Number(data[row * columns] - data[row * columns + 1] + random.normal() > 1)),
    };
  };
  const train = table(600);
  const judged = table(1500);

  it.each(['sigmoid', 'isotonic'] as const)('makes an overconfident classifier honest: %s', async (method) => {
    const tree = findEstimator('decision_tree', 'classification');
    const raw = await fit(tree, train, 2, { max_depth: 8 });
    const honest = await fit(withCalibration(tree, { method, folds: 5 }), train, 2, { max_depth: 8 });
    expect(brier(honest)).toBeLessThan(0.9 * brier(raw));
    expect(honest.importance).toEqual(raw.importance);
  });

  it.each(['sigmoid', 'isotonic'] as const)('on validation rows leaves the classifier as it is: %s', async (method) => {
    const forest = findEstimator('random_forest', 'classification');
    const wrapped = withCalibration(forest, { method, folds: 0 });
    const options = { validation: table(300) };
    const fitted = await fit(wrapped, train, 2, { n_estimators: 10 }, options);
    const { base } = fitted.toJSON() as { base: { model: unknown } };
    expect(base.model).toEqual((await fit(forest, train, 2, { n_estimators: 10 }, options)).toJSON());
    expect([...probabilities(wrapped.load(JSON.parse(JSON.stringify(fitted))), judged.x)]).toEqual([...probabilities(fitted, judged.x)]);
    await expect(fit(wrapped, train, 2, { n_estimators: 1 })).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
      where: 'calibrationFolds',
    });
  });

  it('is refused for regression alone', () => {
    expect(() => withCalibration(findEstimator('ridge', 'regression'), { method: 'sigmoid', folds: 5 })).toThrow(
      expect.objectContaining({ code: 'learning.task_unsupported' }),
    );
  });

  it.each(['sigmoid', 'isotonic'] as const)('is the same in ONNX on any probabilities: %s', async (method) => {
    for (const classes of [2, 3, 4]) {
      const rows = 400;
      const given = new Float64Array(rows * classes);
      for (let row = 0; row < rows; row++) {
        const shares = Array.from({ length: classes }, () => (random.next() < 0.2 ? 0 : random.next() ** 6)).map((share, k) =>
          k === 0 ? share + 1e-9 : share,
        );
        const sum = shares.reduce((total, share) => total + share, 0);
        shares.forEach((share, k) => {
          given[row * classes + k] = Math.fround(share / sum);
        });
      }
      const y = Float64Array.from({ length: rows }, () => random.integer(classes === 4 ? 3 : classes));
      const calibrator = fitCalibrator(method, given, y, classes);
      const expected = calibrated(calibrator, given);
      const graph = createGraph('calibrator');
      graph.output('y', calibratorToOnnx(calibrator, graph, graph.input('x', 'float', classes)), 'float', ['n', classes]);
      const actual = (await runOnnx(graph.toBytes(), { x: Float32Array.from(given) }, classes)).y.data as Float32Array;
      expect(expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i])), 0)).toBeLessThan(1e-6);
      for (let row = 0; row < rows; row++) {
        const sum = expected.subarray(row * classes, (row + 1) * classes).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(1, 9);
      }
    }
  });

  it('takes equal scores for no evidence', () => {
    const map = fitSigmoid(new Float64Array(10).fill(0.3), (row) => row < 3);
    expect(map.slope).toBe(0);
    // The mean of Platt's targets 4/5 and 1/9.
    expect(sigmoidAt(map, 0.3)).toBeCloseTo((3 * (4 / 5) + 7 / 9) / 10, 9);
  });

  function brier(fitted: FittedEstimator): number {
    const proba = probabilities(fitted, judged.x);
    return judged.y.reduce((sum, truth, row) => sum + (proba[2 * row + 1] - truth) ** 2, 0) / judged.y.length;
  }
});
