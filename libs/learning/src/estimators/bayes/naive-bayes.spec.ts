/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import type { FittedEstimator, FitOptions, LearningSet, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { naiveBayes } from './naive-bayes.js';

interface Case {
  readonly name: string;
  readonly parameters: Record<string, ParameterValue>;
  readonly columns: number;
  readonly x: number[];
  readonly asked: number[];
  readonly y: number[];
  readonly weights?: number[];
  readonly expected: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/bayes.json', import.meta.url), 'utf8')) as { cases: Case[] };

const matrixOf = (data: readonly number[], columns: number): Matrix => ({
  rows: data.length / columns,
  columns,
  data: Float32Array.from(data),
  names: Array.from({ length: columns }, (_, column) => `c${column}`),
});

const setOf = (x: readonly number[], y: readonly number[], weights?: readonly number[]): LearningSet => ({
  x: matrixOf(x, x.length / y.length),
  y: Float64Array.from(y),
  weights: weights && Float64Array.from(weights),
});

const optionsOf = (given: Record<string, ParameterValue>, classes: number): FitOptions => ({
  task: 'classification',
  classes,
  parameters: resolveParameters('naive_bayes', naiveBayes.parameters, given),
  seed: 1,
});

const probabilities = (fitted: FittedEstimator, x: Matrix) => fitted.predictProba?.(x) ?? new Float64Array();

const largestError = (actual: ArrayLike<number>, expected: ArrayLike<number>) =>
  Array.from(expected).reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i] - value)), 0);

async function throughGraph(fitted: FittedEstimator, x: Matrix): Promise<Float32Array> {
  const graph = createGraph('bayes');
  graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
  return (await runOnnx(graph.toBytes(), { x: x.data }, x.columns)).y.data as Float32Array;
}

describe('naive_bayes against scikit-learn', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, { x, y, weights, columns, asked, parameters, expected }) => {
    const rows = matrixOf(asked, columns);
    const fitted = await naiveBayes.fit(setOf(x, y, weights), optionsOf(parameters, expected.length / rows.rows));
    const actual = probabilities(fitted, rows);
    expect(actual).toHaveLength(expected.length);
    expect(largestError(actual, expected)).toBeLessThan(1e-6);
    expect(largestError(await throughGraph(fitted, rows), expected)).toBeLessThan(1e-5);
    const loaded = naiveBayes.load(JSON.parse(JSON.stringify(fitted.toJSON())));
    expect([...probabilities(loaded, rows)]).toEqual([...actual]);
  });
});

/** Bayes' rule written out, class by class and column by column, in probabilities instead of logarithms. */
function twin(kind: string, { x, y }: LearningSet, classes: number, row: number): number[] {
  const scores = Array.from({ length: classes }, (_, code) => {
    const own = [...y.keys()].filter((each) => y[each] === code);
    const cell = (at: number, column: number) => x.data[at * x.columns + column];
    let score = own.length / x.rows;
    for (let column = 0; column < x.columns; column++) {
      const values = own.map((at) => cell(at, column));
      const sum = values.reduce((a, b) => a + b, 0);
      const asked = cell(row, column);
      if (kind === 'gaussian') {
        const mean = sum / own.length;
        const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / own.length;
        score *= Math.exp(-((asked - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
      } else if (kind === 'bernoulli') {
        const on = (values.filter((value) => value > 0).length + 1) / (own.length + 2);
        score *= asked > 0 ? on : 1 - on;
      } else {
        const all = own.reduce(
          (total, at) => total + Array.from({ length: x.columns }, (_, c) => cell(at, c)).reduce((a, b) => a + b, 0),
          0,
        );
        score *= ((sum + 1) / (all + x.columns)) ** asked;
      }
    }
    return score;
  });
  const total = scores.reduce((a, b) => a + b, 0);
  return scores.map((score) => score / total);
}

describe('naive_bayes', () => {
  it.each(['gaussian', 'bernoulli', 'multinomial'])("says what Bayes' rule says, kind %s", async (kind) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }), { minLength: 12, maxLength: 12 }),
        async (rows) => {
          // A little of every row's number keeps the columns from being constant in a class.
          const x = rows.flatMap((row, i) =>
            row.map((value, column) => (kind === 'gaussian' ? value + ((i * 7 + column) % 5) / 4 : value)),
          );
          const set = setOf(
            x,
            rows.map((_, i) => i % 2),
          );
          const fitted = await naiveBayes.fit(set, optionsOf({ kind, var_smoothing: 0 }, 2));
          const expected = rows.flatMap((_, row) => twin(kind, set, 2, row));
          expect(largestError(probabilities(fitted, set.x), expected)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });

  it.each(['bernoulli', 'multinomial'])('takes a weight of n for the row n times, kind %s', async (kind) => {
    const x = [0, 1, 2, 3, 1, 0, 0, 2, 4, 1, 1, 1];
    const weighted = await naiveBayes.fit(setOf(x, [0, 1, 0, 1, 0, 1], [1, 2, 0, 3, 1, 1]), optionsOf({ kind }, 2));
    const repeated = [0, 1, 2, 3, 2, 3, 0, 2, 0, 2, 0, 2, 4, 1, 1, 1];
    const plain = await naiveBayes.fit(setOf(repeated, [0, 1, 1, 1, 1, 1, 0, 1]), optionsOf({ kind }, 2));
    const asked = matrixOf(x, 2);
    expect(largestError(probabilities(weighted, asked), probabilities(plain, asked))).toBeLessThan(1e-12);
  });

  it('gives the same whatever the order of the columns', async () => {
    const { x, y, columns, asked } = cases[1];
    const turned = (data: readonly number[]) => data.map((_, i) => data[i - (i % columns) + columns - 1 - (i % columns)]);
    const fitted = await naiveBayes.fit(setOf(x, y), optionsOf({}, 3));
    const other = await naiveBayes.fit(setOf(turned(x), y), optionsOf({}, 3));
    expect(
      largestError(probabilities(other, matrixOf(turned(asked), columns)), probabilities(fitted, matrixOf(asked, columns))),
    ).toBeLessThan(1e-9);
  });

  it('scores by the logarithm of the odds', async () => {
    const { x, y, columns, asked } = cases[1];
    const rows = matrixOf(asked, columns);
    const two = await naiveBayes.fit(
      setOf(
        x,
        y.map((code) => Number(code > 0)),
      ),
      optionsOf({}, 2),
    );
    const odds = two.decisionFunction?.(rows) ?? new Float64Array();
    expect(
      largestError(
        odds.map((score) => 1 / (1 + Math.exp(-score))),
        probabilities(two, rows).filter((_, i) => i % 2 === 1),
      ),
    ).toBeLessThan(1e-12);
    const three = await naiveBayes.fit(setOf(x, y), optionsOf({}, 3));
    expect(three.decisionFunction?.(rows)).toHaveLength(3 * rows.rows);
  });

  it('stays finite where a class has one value only, and without smoothing', async () => {
    const kinds: Record<string, ParameterValue>[] = [
      { kind: 'gaussian', var_smoothing: 0 },
      { kind: 'bernoulli', alpha: 0 },
      { kind: 'multinomial', alpha: 0 },
    ];
    for (const given of kinds) {
      const fitted = await naiveBayes.fit(setOf([0, 1, 0, 1, 3, 0, 4, 0], [0, 0, 1, 1]), optionsOf(given, 2));
      const rows = matrixOf([0, 1, 5, 0, 2, 2, 1e30, 3e38], 2);
      expect([...fitted.predict(rows)].slice(0, 2)).toEqual([0, 1]);
      expect(probabilities(fitted, rows).every(Number.isFinite)).toBe(true);
      expect(largestError(await throughGraph(fitted, rows), probabilities(fitted, rows))).toBeLessThan(1e-5);
    }
  });

  it('refuses what the kind does not know, naming column and row', async () => {
    const set = setOf([1, 0, 2, -1], [0, 1]);
    await expect(naiveBayes.fit(set, optionsOf({ kind: 'multinomial' }, 2))).rejects.toMatchObject({
      code: 'learning.value_invalid',
      where: 'c1',
      message: expect.stringContaining('"c1" is -1 in row 2; a multinomial naive Bayes counts'),
    });
    await expect(naiveBayes.fit(set, optionsOf({ kind: 'bernoulli', binarize: null }, 2))).rejects.toMatchObject({
      where: 'c0',
      message: expect.stringContaining('"c0" is 2 in row 2'),
    });
  });

  it('reports the validation loss, and refuses other columns and missing values', async () => {
    const train = setOf([0, 1, 0, 1, 3, 0, 4, 0], [0, 0, 1, 1]);
    const fitted = await naiveBayes.fit(train, { ...optionsOf({ kind: 'bernoulli' }, 2), validation: train });
    const { train_loss, validation_loss } = fitted.history[0].metrics;
    expect(validation_loss).toBe(train_loss);
    const own = probabilities(fitted, train.x);
    expect(train_loss).toBeCloseTo(-[own[0], own[2], own[5], own[7]].reduce((sum, p) => sum + Math.log(p), 0) / 4, 12);
    expect(() => fitted.predict(matrixOf([1], 1))).toThrow('reads 2 columns, not 1');
    expect(() => fitted.predict(matrixOf([1, Number.NaN], 2))).toThrow('Row 1 has no value in "c1"');
  });

  it.each([
    [null],
    [{ likelihood: { kind: 'gaussian', columns: 1, means: [1], deviations: [], constants: [0] }, history: [] }],
    [{ likelihood: { kind: 'poisson', columns: 1, weights: [1], constants: [0] }, history: [] }],
    [{ likelihood: { kind: 'bernoulli', columns: 1, weights: [1], constants: [0], threshold: 'x' }, history: [] }],
    [{ likelihood: { kind: 'bernoulli', columns: 1, weights: [1], constants: [0], threshold: 0 } }],
  ])('refuses to load %j', (json) => {
    expect(() => naiveBayes.load(json)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});
