/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadBoosting } from '../estimators/boosting/fitted-boosting.js';
import type { FittedEstimator, Matrix } from '../estimators/estimator.js';
import { largestError } from '../estimators/trees/trees.suite.js';
import { createGraph } from '../onnx/graph-writer.js';
import { runOnnx } from '../onnx/onnxruntime.suite.js';
import { writeLightgbmText } from './lightgbm-text-write.js';
import { readLightgbmText } from './lightgbm-text.js';
import { writeXgboostJson } from './xgboost-json-write.js';
import { readXgboostJson } from './xgboost-json.js';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly x: readonly (number | null)[];
  readonly predictions: readonly number[];
}

const casesOf = (library: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`./fixtures/${library}.json`, import.meta.url), 'utf8')).cases;

const columns = 5;

function matrixOf({ x }: Case): Matrix {
  const data = Float32Array.from(x, (value) => value ?? Number.NaN);
  return { rows: data.length / columns, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) };
}

/** What the library's `predict` gives: the second class's probability, all classes', or values. */
function predictionsOf(fitted: FittedEstimator, x: Matrix): Float64Array {
  const proba = fitted.predictProba?.(x);
  if (!proba) return fitted.predict(x);
  return proba.length === 2 * x.rows ? proba.filter((_, i) => i % 2 === 1) : proba;
}

describe.each([
  ['xgboost', readXgboostJson],
  ['lightgbm', readLightgbmText],
] as const)('a model that %s saved', (library, read) => {
  describe.each(casesOf(library))('$name', (given) => {
    const x = matrixOf(given);
    const fitted = read(given.file);
    const expected = predictionsOf(fitted, x);

    it('predicts the same here', () => {
      expect(largestError(expected, given.predictions)).toBeLessThan(1e-6);
    });

    it('predicts the same as ONNX', async () => {
      const graph = createGraph('read');
      graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', columns)), 'float', ['n', 'n']);
      const { data } = (await runOnnx(graph.toBytes(), { x: x.data }, columns)).y;
      const whole = fitted.predictProba?.(x) ?? fitted.predict(x);
      expect(largestError(data as Float32Array, Array.from(whole))).toBeLessThan(1e-5);
    });

    it('is the same after it was saved and loaded', () => {
      const loaded = loadBoosting(JSON.parse(JSON.stringify(fitted.toJSON())));
      expect(predictionsOf(loaded, x)).toEqual(expected);
    });

    it('is the same after it was written as XGBoost JSON and read', () => {
      expect(largestError(predictionsOf(readXgboostJson(writeXgboostJson(fitted)), x), Array.from(expected))).toBeLessThan(1e-6);
    });

    it('is the same after it was written as LightGBM text and read', () => {
      const missingCodesLeft = fitted.trees?.trees.some(({ sets, missingLeft }) =>
        sets?.starts.some((start, node) => sets.starts[node + 1] > start && missingLeft[node] === 1),
      );
      if (missingCodesLeft) {
        expect(() => writeLightgbmText(fitted)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
        return;
      }
      expect(largestError(predictionsOf(readLightgbmText(writeLightgbmText(fitted)), x), Array.from(expected))).toBeLessThan(1e-6);
    });
  });
});
