/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import type { FittedEstimator, FitOptions, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { knn } from './knn.js';

const matrixOf = (data: readonly number[], columns = 1): Matrix => ({
  rows: data.length / columns,
  columns,
  data: Float32Array.from(data),
  names: Array.from({ length: columns }, (_, column) => `c${column}`),
});

const optionsOf = (given: Record<string, ParameterValue>, classes = 0): FitOptions => ({
  task: classes ? 'classification' : 'regression',
  classes,
  parameters: resolveParameters('knn', knn.parameters, given),
  seed: 1,
});

async function onnx(fitted: FittedEstimator, x: Matrix): Promise<number[]> {
  const graph = createGraph('knn');
  graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
  return Array.from((await runOnnx(graph.toBytes(), { x: x.data }, x.columns)).y.data as Float32Array);
}

describe('knn', () => {
  it('multiplies votes by the rows’ weights', async () => {
    const train = { x: matrixOf([0, 1, 2, 10]), y: Float64Array.from([1, 2, 3, 100]), weights: Float64Array.from([1, 1, 2, 5]) };
    const fitted = await knn.fit(train, optionsOf({ n_neighbors: 3 }));
    expect([...fitted.predict(matrixOf([1]))]).toEqual([(1 + 2 + 6) / 4]);
    expect(await onnx(fitted, matrixOf([1]))).toEqual([2.25]);
    const loaded = knn.load(JSON.parse(JSON.stringify(fitted.toJSON())));
    expect([...loaded.predict(matrixOf([1]))]).toEqual([2.25]);
  });

  it('gives all the say to rows at the very place, where distances count', async () => {
    const train = { x: matrixOf([0, 0, 1, 2]), y: Float64Array.from([1, 3, 50, 60]) };
    const fitted = await knn.fit(train, optionsOf({ n_neighbors: 4, weights: 'distance' }));
    expect([...fitted.predict(matrixOf([0, 3]))]).toEqual([2, (1 / 3 + 3 / 3 + 50 / 2 + 60) / (1 / 3 + 1 / 3 + 1 / 2 + 1)]);
    const graph = await onnx(fitted, matrixOf([0, 3]));
    expect(graph[0]).toBe(2);
    expect(graph[1]).toBeCloseTo(fitted.predict(matrixOf([3]))[0], 4);
  });

  it('gives ties of votes to the lower code, ties of distance to the row that comes first', async () => {
    const train = { x: matrixOf([-1, 1, 3, -3]), y: Float64Array.from([1, 0, 0, 1]) };
    expect([...(await knn.fit(train, optionsOf({ n_neighbors: 2 }, 2))).predict(matrixOf([0]))]).toEqual([0]);
    expect([...(await knn.fit(train, optionsOf({ n_neighbors: 1 }, 2))).predict(matrixOf([0]))]).toEqual([1]);
  });

  it('lets all rows vote where there are fewer than n_neighbors', async () => {
    const fitted = await knn.fit({ x: matrixOf([0, 1]), y: Float64Array.from([2, 4]) }, optionsOf({ n_neighbors: 50 }));
    expect([...fitted.predict(matrixOf([7]))]).toEqual([3]);
  });

  it.each(['euclidean', 'manhattan', 'cosine'])('agrees with its graph on many equal rows off any grid, %s', async (metric) => {
    // 60 copies each of a few rows: far more ties than neighbours.
    const rows = Array.from({ length: 240 }, (_, row) =>
      [0, 1, 2].map((column) => Math.fround(Math.sin((row % 4) * 3 + column + 1) * 17.3)),
    );
    const x = matrixOf(rows.flat(), 3);
    const y = Float64Array.from(rows, (_, row) => (row * 7) % 5);
    const fitted = await knn.fit({ x, y }, optionsOf({ metric, n_neighbors: 7 }, 5));
    const queries = matrixOf(
      Array.from({ length: 90 }, (_, i) => Math.cos(i) * 20),
      3,
    );
    for (const each of [x, queries]) {
      const expected = fitted.predictProba?.(each) ?? new Float64Array();
      const largest = (await onnx(fitted, each)).reduce((error, share, i) => Math.max(error, Math.abs(share - expected[i])), 0);
      expect(largest).toBeLessThan(1e-6);
    }
  });

  it('agrees with its graph on rows that are very far out', async () => {
    const rows = Array.from({ length: 150 }, (_, row) => [row % 60, Math.fround(Math.sin(row) * 3), row % 2]);
    const x = matrixOf(rows.flat(), 3);
    const fitted = await knn.fit({ x, y: Float64Array.from(rows, (_, row) => row % 17) }, optionsOf({ n_neighbors: 5 }));
    for (const far of [1e4, -1e7, 1e14, 3e38]) {
      const query = matrixOf([far, 0.5, 1, 3, far, 0], 3);
      const [ours, graph] = [fitted.predict(query), await onnx(fitted, query)];
      graph.forEach((value, row) => expect(Math.abs(value - ours[row])).toBeLessThan(1e-5));
    }
  });

  it('takes a row of zeros for a stranger to all, by cosine', async () => {
    const fitted = await knn.fit(
      { x: matrixOf([0, 0, 1, 1], 2), y: Float64Array.from([5, 7]) },
      optionsOf({ metric: 'cosine', n_neighbors: 2, weights: 'distance' }),
    );
    expect([...fitted.predict(matrixOf([0, 0, 3, 3], 2))]).toEqual([6, 7]);
    expect(await onnx(fitted, matrixOf([0, 0, 3, 3], 2))).toEqual([6, 7]);
  });

  it('refuses saved neighbours that are cut short', async () => {
    const fitted = await knn.fit({ x: matrixOf([0, 1]), y: Float64Array.from([2, 4]) }, optionsOf({}));
    const json = JSON.parse(JSON.stringify(fitted.toJSON()));
    for (const change of [{ y: 'f64:AAAAAAAA8D8=' }, { metric: { kind: 'hamming' } }, { neighbours: 1.5 }, { columns: 3 }])
      expect(() => knn.load({ ...json, ...change })).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});
