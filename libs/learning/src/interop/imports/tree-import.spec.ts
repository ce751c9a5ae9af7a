/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { certify } from '../../pipeline/certificate.js';
import { frameFromRows, type RawRow } from '../../pipeline/encode.js';
import { runOnOnnxruntime } from '../../pipeline/tables.suite.js';
import { parseGivenSignature } from './given-signature.js';
import { probeRows } from './probe-rows.js';
import { readTreeModel, type TreeFormat } from './tree-import.js';

interface Fixture {
  readonly rows: readonly RawRow[];
  readonly models: readonly {
    readonly format: TreeFormat;
    readonly file: string;
    readonly signature: object;
    readonly values?: readonly number[];
    readonly probabilities?: readonly (readonly number[])[];
  }[];
}
const fixture = JSON.parse(readFileSync(new URL('./fixtures/mixed-columns.json', import.meta.url), 'utf8')) as Fixture;

describe('readTreeModel', () => {
  it.each(fixture.models.map((model) => [model.format, model] as const))(
    'answers raw rows as %s does, categories and numbers in whatever order',
    async (format, { file, signature, values, probabilities }) => {
      const { pipeline, ...known } = readTreeModel(format, file, parseGivenSignature(signature));
      expect(pipeline.signature.inputs.map(({ name }) => name)).toEqual(['city', 'age', 'tier', 'visits']);
      expect(known.categories.get('city')).toEqual(['Lyon', 'Paris', 'Rome']);
      const predicted = pipeline.predict(frameFromRows(pipeline.signature, fixture.rows));
      const expected = probabilities?.flat() ?? values ?? [];
      Array.from(predicted.probabilities ?? predicted.values ?? []).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
      const probes = probeRows(pipeline.signature, known, 200);
      expect((await certify(pipeline, probes, runOnOnnxruntime)).labels_equal).toBe(true);
      expect(probeRows(pipeline.signature, known, 200)).toEqual(probes);
    },
  );

  const [lightgbm, , catboost] = fixture.models;

  it.each([
    [catboost, {}, 'holds categories'],
    [lightgbm, { inputs: [{ name: 'a' }] }, '1 for the 4 columns'],
    [lightgbm, { task: 'classification' }, 'a model for regression'],
    [lightgbm, { classes: ['a', 'b'] }, 'which has none'],
    [lightgbm, { target: { name: 'age' } }, 'is a column of the model'],
    [lightgbm, { output: 'y' }, 'only ONNX files'],
    [lightgbm, { inputs: ['a', 'b', 'c', 'd'].map((name) => ({ name, type: 'category' })) }, 'list them as "categories"'],
    [catboost, { ...catboost.signature, classes: ['a', 'b', 'c'] }, '3 for the 2'],
  ])('refuses a signature that does not go with the file', ({ format, file }, signature, words) => {
    expect(() => readTreeModel(format, file, parseGivenSignature(signature))).toThrow(words);
  });

  it.each([
    [[], 'an object is expected'],
    [{ inputs: [] }, '1 to 100000'],
    [{ inputs: [{ type: 'float' }] }, '"name" is missing'],
    [{ inputs: [{ name: ' ' }] }, '1 to 1000 characters'],
    [{ inputs: [{ name: 'a', type: 'datetime' }] }, 'give dates as numbers'],
    [{ inputs: [{ name: 'a', categories: ['x', 'x'] }] }, 'listed twice'],
    [{ task: 'clustering' }, 'one of classification, regression'],
    [{ classes: ['a'] }, 'two different classes'],
    [{ classes: [null, 'a'] }, 'a text, a number'],
    [{ target: 'y' }, 'an object is expected'],
    [JSON.parse('{"__proto__": 1}'), 'there is no field'],
  ])('refuses the signature %j', (signature, words) => {
    expect(() => parseGivenSignature(signature)).toThrow(words);
  });
});
