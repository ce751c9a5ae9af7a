/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catboost } from '../estimators/boosting/catboost/catboost.js';
import type { Matrix } from '../estimators/estimator.js';
import { largestError } from '../estimators/trees/trees.suite.js';
import { createGraph } from '../onnx/graph-writer.js';
import { runOnnx } from '../onnx/onnxruntime.suite.js';
import { readCatboostJson } from './catboost-json.js';
import { categoryHash, cityHash64 } from './catboost-json-hash.js';

interface Case {
  readonly name: string;
  readonly model: Record<string, unknown>;
  readonly columns: number;
  readonly x: readonly (number | null)[];
  readonly categories: readonly (readonly [number, readonly string[]])[];
  readonly scores: readonly number[];
  readonly predictions: readonly number[];
  readonly importance: readonly number[];
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/catboost-json.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};
const named = (name: string) => cases.find((given) => given.name === name) as Case;

function matrixOf({ x, columns }: Case): Matrix {
  const data = Float32Array.from(x, (value) => value ?? Number.NaN);
  return { rows: data.length / columns, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) };
}

const read = ({ model, categories }: Case) => readCatboostJson(JSON.stringify(model), { categories: new Map(categories) });

describe.each(cases)('a model that catboost saved: $name', (given) => {
  const x = matrixOf(given);
  const fitted = read(given);
  const predicted = fitted.predictProba?.(x) ?? fitted.predict(x);

  it('predicts the same here', () => {
    expect(largestError(predicted, given.predictions)).toBeLessThan(1e-6);
    if (fitted.decisionFunction) expect(largestError(fitted.decisionFunction(x), given.scores)).toBeLessThan(1e-6);
    expect(largestError(fitted.importance as Float64Array, given.importance)).toBeLessThan(1e-5);
  });

  it('predicts the same as ONNX', async () => {
    const graph = createGraph('read');
    graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
    const { data } = (await runOnnx(graph.toBytes(), { x: x.data }, x.columns)).y;
    expect(largestError(data as Float32Array, Array.from(predicted))).toBeLessThan(1e-5);
  });

  it('is the same after it was saved and loaded', () => {
    const loaded = catboost.load(JSON.parse(JSON.stringify(fitted.toJSON())));
    expect(loaded.predict(x)).toEqual(fitted.predict(x));
    expect(JSON.stringify(loaded.toJSON())).toBe(JSON.stringify(fitted.toJSON()));
  });
});

describe('what can’t be read', () => {
  const plain = named('numbers').model;
  const changed = (changes: Record<string, unknown>) => JSON.stringify({ ...plain, ...changes });
  const lossOf = (type: string) => ({ model_info: { params: { loss_function: { type, params: {} } } } });

  it.each([
    ['no JSON', 'cbm', 'the file'],
    ['trees that are not symmetric', changed({ trees: [] }), 'trees'],
    ['another loss', changed(lossOf('MultiClassOneVsAll')), 'model_info.params.loss_function.type'],
    ['several outputs of values', changed({ ...lossOf('RMSE'), scale_and_bias: [1, [0, 0]], oblivious_trees: [] }), 'scale_and_bias'],
    ['no bias', changed({ scale_and_bias: [1] }), 'scale_and_bias'],
    ['texts', changed({ features_info: { text_features: [{}] } }), 'features_info.text_features[0]'],
    [
      'a split that is not there',
      changed({ oblivious_trees: [{ splits: [{ split_index: 1e6 }], leaf_values: [0, 0] }] }),
      'oblivious_trees[0].splits[0].split_index',
    ],
    ['a leaf too few', changed({ oblivious_trees: [{ splits: [], leaf_values: [] }] }), 'oblivious_trees[0].leaf_values'],
  ])('names the place: %s', (_what, text, where) => {
    expect(() => readCatboostJson(text)).toThrow(expect.objectContaining({ code: 'learning.model_invalid', where }));
  });

  it('asks for the names of categories, and says of which column', () => {
    const { model } = named('statistics');
    expect(() => readCatboostJson(JSON.stringify(model))).toThrow(/column 4 \("two"\) holds categories/);
  });

  it('says which statistic it can not read', () => {
    const { model, categories } = named('statistics');
    const text = (from: string, to: string) => JSON.stringify(model).replaceAll(from, to);
    const options = { categories: new Map(categories) };
    expect(() => readCatboostJson(text('"ctr_type":"Borders"', '"ctr_type":"Other"'), options)).toThrow(
      /ctrs\[\d+\]: statistics of the type "Other"/,
    );
    expect(() => readCatboostJson(text('"combination_element":"cat_feature_value"', '"combination_element":"word"'), options)).toThrow(
      /combinations of "word"/,
    );
    const many = Array.from({ length: 1_000_001 }, (_, i) => `${i}`);
    const enlarged = new Map(categories.map(([column, names]) => [column, column === 1 ? many : names]));
    expect(() => readCatboostJson(JSON.stringify(model), { categories: enlarged })).toThrow(/more than the 1000000/);
  });
});

describe('cityHash64', () => {
  const text = 'Zäabcdefghijklmnop qrstuvwxyz0123456789'.repeat(6);

  it('is what CatBoost knows categories by', () => {
    expect(['0', '1'].map(categoryHash)).toEqual([-1438285038, 1121341681]);
  });

  it('tells texts of all lengths apart', () => {
    const hashes = Array.from({ length: 200 }, (_, length) => cityHash64(new TextEncoder().encode(text.slice(0, length))));
    expect(new Set(hashes).size).toBe(200);
    expect(hashes.every((hash) => hash >= 0n && hash < 1n << 64n)).toBe(true);
  });
});
