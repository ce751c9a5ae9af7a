/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { EncodedRows } from '../pipeline/encode.js';
import type { GraphOutputs } from '../pipeline/certificate.js';
import { loadPipeline, savePipeline } from '../pipeline/saved-pipeline.js';
import { frameFromRows } from '../pipeline/encode.js';
import { certifySparkModel, readSparkModel } from './spark-model.js';
import { type SparkModelFile, sparkModelFiles } from './spark-model-files.js';

type Files = Record<SparkModelFile, string>;

/** Folders that the job wrote: `npm run test:spark -- --write-fixture`. */
const folders: Readonly<Record<string, Files>> = JSON.parse(readFileSync(new URL('./fixtures/spark-models.json', import.meta.url), 'utf8'));

async function runGraph(bytes: Uint8Array, { rows, feeds }: EncodedRows): Promise<GraphOutputs> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const tensors = feeds.map(({ name, data }) => {
    const tensor = data instanceof Float32Array ? new Tensor('float32', data, [rows, 1]) : new Tensor('string', data, [rows, 1]);
    return [name, tensor] as const;
  });
  const outputs = await session.run(Object.fromEntries(tensors));
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data])) as GraphOutputs;
}

/** The folder with one file changed; the change gets its parsed content and may write to it. */
function changed(folder: string, name: SparkModelFile, change: (content: never) => unknown): Files {
  const content: unknown = JSON.parse(folders[folder][name]);
  const replaced = change(content as never) ?? content;
  return { ...folders[folder], [name]: JSON.stringify(replaced) };
}

describe.each(Object.keys(folders))('the %s model of a Spark job', (name) => {
  const model = readSparkModel(folders[name]);

  it('answers through ONNX as XGBoost did', async () => {
    const certificate = await certifySparkModel(model, runGraph);
    expect(certificate).toMatchObject({ outcome: 'passed', rows: model.check.rows.length, labels_equal: true });
    expect(certificate.largest_error).toBeLessThan(1e-5);
  });

  it('has check rows with everything missing and with unseen texts', () => {
    const [missing, unseen] = model.check.rows.slice(-2);
    expect(Object.values(missing).every((value) => value === null)).toBe(true);
    expect(Object.values(unseen).some((value) => typeof value === 'string')).toBe(true);
  });

  it('says what was trained and how well', () => {
    const { evaluation, summary, pipeline } = model;
    expect(evaluation).toMatchObject({ task: pipeline.signature.task, rows: summary.test_rows });
    expect(summary.features_used).toEqual(pipeline.signature.inputs.map((input) => input.name));
    expect(summary.versions.xgboost).toMatch(/^\d/);
    expect(summary.target_scale !== undefined).toBe(pipeline.signature.task === 'regression');
  });

  it('is saved and loaded like any other pipeline', () => {
    const frame = frameFromRows(model.pipeline.signature, model.check.rows);
    const background = model.pipeline.preparation.transform(frame);
    const { pipeline } = loadPipeline(JSON.parse(JSON.stringify(savePipeline(model.pipeline, background))));
    expect(pipeline.predict(frame)).toEqual(model.pipeline.predict(frame));
  });

  it.each(sparkModelFiles)('is refused without %s', (file) => {
    const { [file]: _, ...rest } = folders[name];
    expect(() => readSparkModel(rest)).toThrow(`${file}: it is missing`);
  });

  it.each(sparkModelFiles)('is refused where %s is cut off', (file) => {
    const text = folders[name][file];
    const cut = { ...folders[name], [file]: text.slice(0, text.length / 2) };
    expect(() => readSparkModel(cut)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});

describe('a folder of several jobs', () => {
  it.each(['binary', 'multiclass', 'regression'].flatMap((to) => sparkModelFiles.map((file) => [to, file] as const)))(
    '%s with another %s is refused',
    (to, file) => {
      for (const from of Object.keys(folders).filter((each) => each !== to)) {
        const mixed = { ...folders[to], [file]: folders[from][file] };
        expect(() => readSparkModel(mixed)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
      }
    },
  );
});

describe('a folder that was tampered with', () => {
  const refusals: [string, Files, string][] = [
    [
      'classes in another order',
      changed('binary', 'signature.json', ({ classes }: { classes: string[] }) => void classes.reverse()),
      'metrics.json.classes',
    ],
    ['a column less', changed('binary', 'signature.json', ({ inputs }: { inputs: unknown[] }) => void inputs.pop()), 'preparation.json'],
    [
      'a category less',
      changed('binary', 'preparation.json', (p: { texts: { categories: string[] }[] }) => void p.texts[0].categories.pop()),
      'model.json: tree 11 splits "city"',
    ],
    [
      'a category twice',
      changed(
        'binary',
        'preparation.json',
        ({ texts: [{ categories }] }: { texts: { categories: string[] }[] }) => void categories.splice(0, 1, categories[1]),
      ),
      'listed twice',
    ],
    [
      'a flag that is none',
      changed('binary', 'preparation.json', ({ texts }: { texts: { other: unknown }[] }) => void (texts[0].other = 'no')),
      'texts[0].other',
    ],
    [
      'a step',
      changed('binary', 'preparation.json', ({ steps }: { steps: unknown[] }) => void steps.push({ kind: 'impute' })),
      'preparation.json.steps',
    ],
    [
      'rows without answers',
      changed('binary', 'check.json', ({ probabilities }: { probabilities: unknown[] }) => void probabilities.pop()),
      'check.json.probabilities',
    ],
    [
      'an answer too long',
      changed('binary', 'check.json', ({ probabilities }: { probabilities: number[][] }) => void probabilities[3].push(0)),
      'check.json.probabilities[3]',
    ],
    ['a row that is a list', changed('binary', 'check.json', ({ rows }: { rows: unknown[] }) => void (rows[1] = [])), 'check.json.rows[1]'],
    ['no row', changed('regression', 'check.json', () => ({ rows: [], values: [] })), 'check.json.rows'],
    ['a value less', changed('regression', 'check.json', ({ values }: { values: unknown[] }) => void values.pop()), 'check.json.values'],
    [
      'rows that are no number',
      changed('regression', 'summary.json', (summary: { test_rows: unknown }) => void (summary.test_rows = '82')),
      'summary.json.test_rows',
    ],
    [
      'no spread of its target',
      changed('regression', 'summary.json', (summary: { target_scale: unknown }) => void (summary.target_scale = null)),
      'summary.json.target_scale',
    ],
    [
      'another width',
      changed('regression', 'summary.json', (summary: { matrix_columns: number }) => void summary.matrix_columns++),
      'summary.json.matrix_columns',
    ],
  ];

  it.each(refusals)('%s is refused', (_what, files, where) => {
    expect(() => readSparkModel(files)).toThrow(
      expect.objectContaining({ code: 'learning.model_invalid', message: expect.stringContaining(where) }),
    );
  });

  it('gets no certificate where XGBoost said otherwise', async () => {
    const files = changed(
      'binary',
      'check.json',
      ({ probabilities }: { probabilities: number[][] }) => void (probabilities[4] = [0.5, 0.5]),
    );
    await expect(certifySparkModel(readSparkModel(files), runGraph)).rejects.toThrow(
      expect.objectContaining({ code: 'learning.parity_failed', message: expect.stringContaining('row 5') }),
    );
  });
});
