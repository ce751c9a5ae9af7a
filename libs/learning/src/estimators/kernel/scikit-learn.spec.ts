/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import type { FittedEstimator, LearningSet, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { svm } from './svm.js';
import { svr } from './svr.js';

/** Learned from the first `split` rows; what is expected is of all rows. */
interface Case {
  readonly name: string;
  readonly estimator: 'svm' | 'svr';
  readonly parameters: Record<string, ParameterValue>;
  readonly columns: number;
  readonly split: number;
  readonly x: number[];
  readonly y: number[];
  readonly weights?: number[];
  /** LIBSVM's, whose kernel values are float32, and the same solved in float64. */
  readonly decisions: number[];
  readonly exact: number[];
  readonly labels?: number[];
  readonly probabilities?: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/svm.json', import.meta.url), 'utf8')) as { cases: Case[] };
const named = (estimator: Case['estimator']) =>
  cases.filter((each) => each.estimator === estimator).map((each) => [each.name, each] as const);

function matrixOf({ x, columns }: Case, rows: number): Matrix {
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  return { rows, columns, data: Float32Array.from(x.slice(0, rows * columns)), names };
}

function trainingSet(each: Case): LearningSet {
  const weights = each.weights && Float64Array.from(each.weights.slice(0, each.split));
  return { x: matrixOf(each, each.split), y: Float64Array.from(each.y.slice(0, each.split)), weights };
}

function fit(each: Case, given: Record<string, ParameterValue> = {}): Promise<FittedEstimator> {
  const estimator = each.estimator === 'svm' ? svm : svr;
  const parameters = resolveParameters(estimator.name, estimator.parameters, { tol: 1e-10, ...each.parameters, ...given });
  const classes = each.labels ? Math.max(...each.y) + 1 : 0;
  return estimator.fit(trainingSet(each), { task: estimator.tasks[0], classes, parameters, seed: 1 });
}

const largestError = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i] - value) / Math.max(1, Math.abs(value))), 0);
};

describe('svm against scikit-learn', () => {
  it.each(named('svm'))('%s', async (_, each) => {
    const fitted = await fit(each);
    const all = matrixOf(each, each.y.length);
    const decisions = fitted.decisionFunction?.(all) ?? [];
    expect(largestError(decisions, each.exact)).toBeLessThan(1e-6);
    expect(largestError(decisions, each.decisions)).toBeLessThan(1e-5);
    expect([...fitted.predict(all)]).toEqual(each.labels);
    expect(largestError(fitted.predictProba?.(all) ?? [], each.probabilities as number[])).toBeLessThan(1e-5);
  });

  it.each(named('svm'))('%s, with hardly any cache', async (_, each) => {
    const fitted = await fit(each, { cache_size: 1e-4, calibration_folds: 0 });
    expect(largestError(fitted.decisionFunction?.(matrixOf(each, each.y.length)) ?? [], each.exact)).toBeLessThan(1e-6);
  });
});

describe('svr against scikit-learn', () => {
  it.each(named('svr'))('%s', async (_, each) => {
    for (const cache_size of [200, 1e-4]) {
      const fitted = await fit(each, { cache_size });
      const values = fitted.predict(matrixOf(each, each.y.length));
      expect(largestError(values, each.exact)).toBeLessThan(1e-6);
      expect(largestError(values, each.decisions)).toBeLessThan(1e-5);
    }
  });
});

describe('support vectors in ONNX', () => {
  it.each(cases.map((each) => [each.name, each] as const))('say what they say here: %s', async (_, each) => {
    const fitted = await fit(each);
    const all = matrixOf(each, each.y.length);
    const graph = createGraph('svm');
    graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', all.columns)), 'float', ['n', 'n']);
    const { y } = await runOnnx(graph.toBytes(), { x: all.data }, all.columns);
    const expected = fitted.predictProba?.(all) ?? fitted.predict(all);
    const unit = Math.max(1, ...expected.map(Math.abs));
    const errors = expected.map((value, i) => Math.abs(value - (y.data as Float32Array)[i]) / unit);
    expect(Math.max(...errors)).toBeLessThan(1e-6);
  });
});
