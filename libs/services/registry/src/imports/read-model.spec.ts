/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparedModel, compareOutputs, compileEncoder, parseManifest } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runGraph } from './graph-runs.js';
import { readModel } from './read-model.js';

interface Case {
  readonly name: string;
  readonly file?: string;
  readonly model?: object;
}

const learningFixture = (name: string) => new URL(`../../../../learning/src/interop/fixtures/${name}.json`, import.meta.url);
const fixture = (name: string) => JSON.parse(readFileSync(learningFixture(name), 'utf8'));
const casesOf = (name: string): Case[] => fixture(name).cases;
const onnx = JSON.parse(readFileSync(new URL('./fixtures/onnx-models.json', import.meta.url), 'utf8')) as Record<
  string,
  { file: string; x?: number[][]; probabilities?: number[][]; values?: number[] }
>;
const onnxBytes = (name: string) => Buffer.from(onnx[name].file, 'base64');

describe('reading models of other libraries', () => {
  let folder: string;
  let files = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-import-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const file = (content: string | Uint8Array, name = 'model') => {
    const path = join(folder, `file-${files++}`);
    writeFileSync(path, content);
    return { name, path };
  };
  const read = (
    sent: readonly ReturnType<typeof file>[],
    signature: object | string | null = null,
    format: 'onnx' | 'xgboost' | null = null,
  ) =>
    readModel({
      files: sent,
      format,
      signature: typeof signature === 'string' || signature === null ? signature : JSON.stringify(signature),
      libraryVersion: '0',
      digest: 'sha256:0',
      workFolder: mkdtempSync(join(folder, 'work-')),
    });

  /** What the written graph answers, and that its manifest proves it. */
  async function answersOf({ onnxFile, manifestFile }: Awaited<ReturnType<typeof read>>, rows: readonly Record<string, unknown>[]) {
    const bytes = new Uint8Array(readFileSync(onnxFile));
    const { signature, golden, certificate, sketches, imported } = parseManifest(JSON.parse(readFileSync(manifestFile, 'utf8')));
    expect(sketches).toBeNull();
    expect(imported?.format).toEqual(expect.any(String));
    const encode = compileEncoder(signature);
    compareOutputs(
      golden.expected,
      await runGraph(bytes, encode(golden.rows)),
      comparedModel(signature, golden.rows.length, certificate.scale),
    );
    return { signature, outputs: await runGraph(bytes, encode(rows)) };
  }

  const trees = (['xgboost', 'lightgbm'] as const).flatMap((format) =>
    casesOf(format).map(({ name, file: text = '' }) => [format, name, text] as const),
  );

  it.each(trees)('reads %s: %s', async (format, _, text) => {
    const model = await read([file(text)]);
    expect(model).toMatchObject({ format, algorithm: format, certificate: { labels_equal: true } });
    expect(model.certificate.largest_error).toBeLessThan(1e-5);
    await answersOf(model, [{}]);
  });

  it('reads every model of CatBoost whose columns are numbers, and asks for the categories of others', async () => {
    for (const { model } of casesOf('catboost-json')) {
      const text = JSON.stringify(model);
      const hasCategories = /"categorical_features":\s*\[\s*\{/.test(text);
      if (hasCategories) await expect(read([file(text)])).rejects.toThrow('holds categories');
      else expect(await read([file(text)])).toMatchObject({ format: 'catboost' });
    }
  });

  it.each(Object.entries(fixture('spark-models') as Record<string, Record<string, string>>))(
    'reads what the Spark job left: %s',
    async (_, texts) => {
      const sent = Object.entries(texts).map(([name, text]) => file(text, name));
      const model = await read(sent);
      expect(model).toMatchObject({ format: 'spark', algorithm: 'xgboost' });
      expect(Object.keys(model.metrics).length).toBeGreaterThan(3);
      await expect(read(sent.slice(1))).rejects.toMatchObject({ code: 'learning.model_invalid' });
      await expect(read([...sent.slice(1), file('{}', 'other.json')])).rejects.toThrow('other.json');
      await expect(read(sent, {})).rejects.toThrow('send none');
    },
  );

  it('names columns, classes and target as they are given, texts by the codes of their categories', async () => {
    const [{ file: text = '' }] = casesOf('lightgbm');
    const inputs = [
      { name: 'age' },
      { name: 'visits', type: 'integer' },
      { name: 'basket', missingTokens: ['?'] },
      { name: 'd' },
      { name: 'e' },
    ];
    const model = await read([file(text)], { inputs, classes: ['no', 'yes'], target: { name: 'left' }, task: 'classification' });
    expect(model).toMatchObject({ target: 'left', classes: ['no', 'yes'] });
    const { signature } = await answersOf(model, [{ age: 1, visits: 2, basket: '?', d: 0, e: null }]);
    expect(signature.inputs.map(({ name }) => name)).toEqual(inputs.map(({ name }) => name));
  });

  it.each(Object.keys(onnx).filter((name) => onnx[name].x))('takes in the ONNX file %s, with its own answers', async (name) => {
    const { x = [], probabilities, values } = onnx[name];
    const model = await read([file(onnxBytes(name))]);
    expect(model).toMatchObject({ format: 'onnx', algorithm: 'onnx', task: probabilities ? 'classification' : 'regression' });
    const manifest = parseManifest(JSON.parse(readFileSync(model.manifestFile, 'utf8')));
    const names = manifest.signature.inputs.map((input) => input.name);
    const { outputs } = await answersOf(
      model,
      x.map((row) => Object.fromEntries(names.map((column, i) => [column, row[i]]))),
    );
    const expected = probabilities?.flat() ?? values ?? [];
    Array.from(outputs.probabilities ?? outputs.value ?? []).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  });

  it('takes class labels out of the file, or from the signature', async () => {
    expect((await read([file(onnxBytes('sklearn_logistic_zipmap'))])).classes).toEqual(['adelie', 'chinstrap', 'gentoo']);
    expect((await read([file(onnxBytes('sklearn_logistic_zipmap'))], { classes: ['a', 'b', 'c'] })).classes).toEqual(['a', 'b', 'c']);
    expect((await read([file(onnxBytes('sigmoid_column'))], { task: 'classification', classes: ['no', 'yes'] })).classes).toEqual([
      'no',
      'yes',
    ]);
  });

  it.each([
    ['no model', () => [file('hello')], null, 'not a model'],
    ['JSON of something else', () => [file('{"a": 1}')], null, 'neither of XGBoost'],
    ['an empty file', () => [file('')], null, 'not a model'],
    ['half an ONNX file', () => [file(onnxBytes('sklearn_ridge').subarray(0, 80))], null, ''],
    ['noise that begins as ONNX', () => [file(Uint8Array.of(8, 8, 255, 255, 3, 9))], null, 'no ONNX file'],
    ['a signature that is no JSON', () => [file(onnxBytes('sklearn_ridge'))], '{', 'not JSON'],
    ['a signature with another field', () => [file(onnxBytes('sklearn_ridge'))], { input: [] }, 'there is no field "input"'],
    ['too few columns', () => [file(onnxBytes('sklearn_ridge'))], { inputs: [{ name: 'a' }] }, '1 for the 3 columns'],
    [
      'two columns of one name',
      () => [file(onnxBytes('sklearn_ridge'))],
      { inputs: [{ name: 'a' }, { name: 'a' }] },
      'two columns are named',
    ],
    [
      'texts for numbers',
      () => [file(onnxBytes('sklearn_ridge'))],
      { inputs: 'abc'.split('').map((name) => ({ name, type: 'category' })) },
      'takes numbers',
    ],
    ['the wrong task', () => [file(onnxBytes('sklearn_ridge'))], { task: 'classification' }, 'no probabilities'],
    ['an output that is not there', () => [file(onnxBytes('sklearn_ridge'))], { output: 'y' }, 'there are "variable"'],
    ['too few classes', () => [file(onnxBytes('sklearn_logistic_zipmap'))], { classes: ['a', 'b'] }, '2 for the 3'],
    ['logits', () => [file(onnxBytes('logits'))], { task: 'classification' }, 'no probabilities'],
    ['a batch of one row', () => [file(onnxBytes('fixed_batch'))], null, 'dynamic first dimension'],
    ['an operator of others', () => [file(onnxBytes('custom_operator'))], null, 'not part of onnxruntime'],
    ['data outside', () => [file(onnxBytes('external_data'))], null, 'data outside'],
    ['an old opset', () => [file(onnxBytes('old_opset'))], null, 'older than 7'],
    ['a picture', () => [file(onnxBytes('image_input'))], null, '4 dimensions'],
  ] as const)('refuses %s', async (_, sent, signature, words) => {
    await expect(read(sent(), signature)).rejects.toMatchObject({
      code: 'learning.model_invalid',
      message: expect.stringContaining(words),
    });
  });
});
