/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import type { FitOptions, LearningSet, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { codesOfSet, hasSet } from '../trees/tree.js';
import { largestError } from '../trees/trees.suite.js';
import { xgboost } from './xgboost.js';

interface Fixture {
  readonly train: number;
  readonly categories: readonly number[];
  readonly x: readonly (number | null)[];
  readonly y: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly parameters: Readonly<Record<string, ParameterValue>>;
    readonly leaves: readonly number[];
    readonly predictions: readonly number[];
  }[];
}

const fixture: Fixture = JSON.parse(readFileSync(new URL('./fixtures/xgboost-categories.json', import.meta.url), 'utf8'));
const columns = fixture.categories.length;
const shared = { columns, names: ['a', 'b', 'c', 'd', 'e'], categories: Int32Array.from(fixture.categories) };
const data = Float32Array.from(fixture.x, (value) => value ?? Number.NaN);
const x: Matrix = { ...shared, rows: fixture.train, data: data.subarray(0, fixture.train * columns) };
const test: Matrix = { ...shared, rows: data.length / columns - fixture.train, data: data.subarray(fixture.train * columns) };
const train: LearningSet = { x, y: Float64Array.from(fixture.y.slice(0, fixture.train)) };

function options(given: Readonly<Record<string, ParameterValue>> = {}): FitOptions {
  return { task: 'regression', classes: 0, seed: 1, parameters: resolveParameters('xgboost', xgboost.parameters, given) };
}

describe('xgboost’s categories', () => {
  it.each(fixture.cases)('are split as XGBoost does: $name', async ({ parameters, leaves, predictions }) => {
    const fitted = await xgboost.fit(train, options(parameters));
    expect(fitted.trees?.trees.map(({ values }) => values.length)).toEqual(leaves);
    expect(fitted.trees?.trees.some(({ sets }) => sets)).toBe(true);
    expect(largestError(fitted.predict(test), predictions)).toBeLessThan(1e-6);
  });

  it('say in ONNX what they say here', async () => {
    const fitted = await xgboost.fit(train, options({ n_estimators: 5 }));
    const graph = createGraph('categories');
    graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', columns)), 'float', ['n', 'n']);
    const { data: found } = (await runOnnx(graph.toBytes(), { x: test.data }, columns)).y;
    expect(largestError(found as Float32Array, Array.from(fitted.predict(test)))).toBeLessThan(1e-5);
  });

  it('share the last bin where there are more than bytes can tell', async () => {
    const rows = 900;
    const many: Matrix = {
      rows,
      columns: 1,
      names: ['city'],
      categories: Int32Array.of(300),
      data: Float32Array.from({ length: rows }, (_, row) => row % 300),
    };
    const y = Float64Array.from({ length: rows }, (_, row) => Number(row % 300 >= 254));
    const fitted = await xgboost.fit({ x: many, y }, options({ n_estimators: 1, learning_rate: 1, reg_lambda: 0, max_depth: 1 }));
    const [tree] = fitted.trees?.trees ?? [];
    if (!tree?.sets || !hasSet(tree.sets, 0)) throw new Error('the tree has no set of categories');
    const codes = codesOfSet(tree.sets, 0);
    expect(codes.filter((code) => code >= 254)).toHaveLength(codes.includes(299) ? 46 : 0);
    fitted.predict(many).forEach((value, row) => expect(value).toBeCloseTo(y[row], 5));
  });

  it('have no direction', async () => {
    await expect(xgboost.fit(train, options({ monotone_constraints: '(0,1)' }))).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
      where: 'monotone_constraints',
    });
  });
});
