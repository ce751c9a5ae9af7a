/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import type { FittedEstimator, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { knn } from './knn.js';

interface Table {
  readonly columns: number;
  readonly x: number[];
  readonly codes: number[];
  readonly values: number[];
}

/** Learned from the first half of a table; what is expected is of all rows. */
interface Case {
  readonly name: string;
  readonly table: number;
  readonly classes: number;
  readonly parameters: Record<string, ParameterValue>;
  readonly labels?: number[];
  readonly probabilities?: number[];
  readonly values?: number[];
}

const { tables, cases } = JSON.parse(readFileSync(new URL('./fixtures/knn.json', import.meta.url), 'utf8')) as {
  tables: Table[];
  cases: Case[];
};

function matrixOf({ x, columns }: Table, rows: number): Matrix {
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  return { rows, columns, data: Float32Array.from(x.slice(0, rows * columns)), names };
}

function fit({ table, classes, parameters }: Case, given: Record<string, ParameterValue> = {}): Promise<FittedEstimator> {
  const own = tables[table];
  const half = own.codes.length / 2;
  const y = Float64Array.from((classes ? own.codes : own.values).slice(0, half));
  const resolved = resolveParameters('knn', knn.parameters, { ...parameters, ...given });
  const task = classes ? 'classification' : 'regression';
  return knn.fit({ x: matrixOf(own, half), y }, { task, classes, parameters: resolved, seed: 1 });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const errors = Array.from(expected, (value, i) => Math.abs(actual[i] - value) / Math.max(1, Math.abs(value)));
  expect(Math.max(...errors)).toBeLessThan(tolerance);
}

describe('knn against scikit-learn', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const own = tables[each.table];
    const x = matrixOf(own, own.codes.length);
    for (const algorithm of ['auto', 'brute', 'kd_tree']) {
      const fitted = await fit(each, { algorithm });
      if (each.values) expectClose(fitted.predict(x), each.values, 1e-6);
      else {
        expect([...fitted.predict(x)]).toEqual(each.labels);
        expectClose(fitted.predictProba?.(x) ?? [], each.probabilities ?? [], 1e-6);
      }
    }
  });

  it.each(cases.map((each) => [each.name, each] as const))('%s, in ONNX', async (_, each) => {
    const own = tables[each.table];
    const x = matrixOf(own, own.codes.length);
    const graph = createGraph('knn');
    graph.output('y', (await fit(each)).toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
    const { y } = await runOnnx(graph.toBytes(), { x: x.data }, x.columns);
    expectClose(y.data as Float32Array, each.values ?? each.probabilities ?? [], 1e-5);
  });
});
