import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { textEncodingsOf } from '../preparation/preparation.js';
import { createRandom } from '../random/random.js';
import { certify } from './certificate.js';
import { compileEncoder, encodeRows, frameFromRows } from './encode.js';
import { explainRows } from './explain-rows.js';
import { createManifest, parseManifest } from './manifest.js';
import type { PlanColumn } from './plan.js';
import { goldenRows, rowsFromFrame } from './rows.js';
import { loadPipeline, savePipeline } from './saved-pipeline.js';
import { planOf, runOnOnnxruntime } from './tables.suite.js';
import { type TrainedPipeline, trainPipeline } from './train.js';

const good = ['lovely', 'great fit', 'so soft 😀', 'perfect colour', 'comfortable', 'me encanta', 'أحبه'];
const bad = ['too small', 'itchy', 'returned it', 'poor quality 😡', 'ripped', 'muy feo', 'سيئ'];
const filler = ['the dress', 'this top', 'size m', 'for work', 'in summer', 'blue one', 'el vestido'];
const cities = ['Rome', 'Lyon', 'Berlin'];

function textColumn(name: string, texts: readonly string[]): Column {
  const dictionary = [...new Set(texts)].filter((text) => text !== '');
  return { kind: 'text', name, dictionary, codes: Int32Array.from(texts, (text) => dictionary.indexOf(text)) };
}

/** Reviews of clothes: words say whether they are good, and a little the age; every 20th is empty. */
function reviews(rows: number, seed: number): Frame {
  const random = createRandom(seed);
  const pick = (list: readonly string[]) => list[random.integer(list.length)];
  const likes = Array.from({ length: rows }, () => random.next() < 0.5);
  const words = (like: boolean) => [pick(filler), pick(like ? good : bad), pick(filler), pick(filler)];
  const age = Float64Array.from(likes, (like) => 30 + 10 * random.normal() + (like ? 5 : 0));
  return new Frame([
    textColumn(
      'review',
      likes.map((like, row) => (row % 20 === 7 ? '' : words(like).join(' '))),
    ),
    textColumn(
      'title',
      likes.map(() => pick(filler)),
    ),
    { kind: 'number', name: 'age', values: age },
    textColumn(
      'city',
      likes.map(() => pick(cities)),
    ),
    textColumn(
      'liked',
      likes.map((like) => (like ? 'yes' : 'no')),
    ),
    { kind: 'number', name: 'stars', values: Float64Array.from(likes, (like) => (like ? 4.5 : 1.5) + 0.2 * random.normal()) },
  ]);
}

const columns: PlanColumn[] = [
  { name: 'review', type: 'text' },
  { name: 'title', type: 'text' },
  { name: 'age', type: 'float' },
  { name: 'city', type: 'category' },
  { name: 'liked', type: 'category' },
];
const frame = reviews(400, 3);
const plan = (algorithm: string, changes = {}) =>
  planOf('liked', 'classification', algorithm, columns, { validationSize: 0, text: undefined, ...changes });
const short: Record<string, object> = { catboost: { iterations: 30 }, lightgbm: { n_estimators: 30 }, xgboost: { n_estimators: 30 } };
const algorithms = ['logistic', 'naive_bayes', 'lightgbm', 'xgboost', 'random_forest', 'catboost', 'knn', 'svm'];

describe.each(algorithms)('%s on two columns of free text, a number and a category', (algorithm) => {
  let trained: TrainedPipeline;
  beforeAll(async () => {
    trained = await trainPipeline(frame, plan(algorithm, { hyperparameters: short[algorithm] ?? {} }));
  });

  it('learns what the words say, and says so by column', () => {
    expect(trained.evaluation).toMatchObject({ task: 'classification' });
    // Distances weigh the number and the category as much as the words.
    expect((trained.evaluation as { accuracy: number }).accuracy).toBeGreaterThan(algorithm === 'knn' ? 0.6 : 0.85);
    expect(trained.results.importance.permutation.columns[0].name).toBe('review');
    expect(trained.summary.features_used).toEqual(['review', 'title', 'age', 'city']);
  });

  it('says the same as its graph', async () => {
    const rows = [
      ...goldenRows(trained.signature, frame, 1),
      { review: 'never seen מילה 漢字 👩‍👩‍👧', title: null, age: null, city: 'Oslo' },
    ];
    await expect(certify(trained, rows, runOnOnnxruntime)).resolves.toMatchObject({ outcome: 'passed' });
  });
});

describe('a pipeline with free texts', () => {
  let trained: TrainedPipeline;
  beforeAll(async () => {
    trained = await trainPipeline(frame, plan('logistic', { text: { encoding: 'text', embeddings: 4, maxFeatures: 300 } }));
  });

  it('tells serving how, in the manifest, to the bit', async () => {
    const rows = goldenRows(trained.signature, frame, 2);
    const certificate = await certify(trained, rows, runOnOnnxruntime);
    const made = createManifest(trained, { dataHash: 'h', libraryVersion: '0', goldenRows: rows, certificate });
    const { signature, steps, sketches } = parseManifest(JSON.parse(JSON.stringify(made)));
    const feeds = compileEncoder(signature, textEncodingsOf(steps))(rowsFromFrame(signature, frame, Int32Array.of(0, 7, 33))).feeds;
    const x = trained.preparation.transform(frame.take(Int32Array.of(0, 7, 33)));
    const at = x.names.findIndex((name) => name.startsWith('review: '));
    const { data, width = 0 } = feeds[0];
    expect(signature.inputs[0].width).toBe(width);
    for (let row = 0; row < 3; row++)
      expect(data.slice(row * width, (row + 1) * width)).toEqual(x.data.slice(row * x.columns + at, row * x.columns + at + width));
    expect(sketches?.columns.columns.map(({ name }) => name)).toContain('review: length');
  });

  it('is refused by an encoder that was not told how', () =>
    expect(() => encodeRows(trained.signature, [])).toThrow(expect.objectContaining({ code: 'learning.model_invalid' })));

  it('comes back from its JSON with its background, and explains rows by column', async () => {
    const { pipeline, background } = loadPipeline(JSON.parse(JSON.stringify(savePipeline(trained, trained.results.background))));
    expect(pipeline.predict(frame)).toEqual(trained.predict(frame));
    expect(background?.data).toEqual(trained.results.background.data);
    const { rows } = await explainRows(pipeline, frame.take(Int32Array.of(1)), background);
    expect(rows[0].contributions.map(({ feature }) => feature).sort()).toEqual(['age', 'city', 'review', 'title']);
    const review = rows[0].contributions.find(({ feature }) => feature === 'review');
    expect(Math.abs(review?.contribution ?? 0)).toBeGreaterThan(0.1);
    expect(review?.terms?.length).toBeGreaterThan(0);
    const [{ name, term }] = trained.results.importance.terms ?? [];
    expect(trained.preparation.names).toContain(`${name}: ${term}`);
  });

  it('learns the same whatever the test rows say', async () => {
    const { test } = trained.results.splits;
    const [review, ...others] = frame.columns;
    const changed = new Frame([
      review.kind === 'text'
        ? {
            ...review,
            dictionary: [...review.dictionary, 'zebra zebra'],
            codes: review.codes.map((code, row) => (test.includes(row) ? review.dictionary.length : code)),
          }
        : review,
      ...others,
    ]);
    const again = await trainPipeline(changed, plan('logistic', { text: { encoding: 'text', embeddings: 4, maxFeatures: 300 } }));
    expect(again.toOnnx()).toEqual(trained.toOnnx());
    expect(again.preparation.toJSON()).toEqual(trained.preparation.toJSON());
  });

  it('answers a missing text as the empty one', () => {
    const ask = (review: unknown) =>
      trained.predict(frameFromRows(trained.signature, [{ review, title: 'this top', age: 30, city: 'Rome' }]));
    expect(ask(null)).toEqual(ask(''));
    expect(ask(undefined)).toEqual(ask('  \n '));
  });

  it('learns values, too', async () => {
    const stars = [...columns.slice(0, 4), { name: 'stars', type: 'float' as const }];
    const ridge = await trainPipeline(frame, planOf('stars', 'regression', 'ridge', stars, { validationSize: 0, text: undefined }));
    expect((ridge.evaluation as { r2: number }).r2).toBeGreaterThan(0.8);
    await expect(certify(ridge, goldenRows(ridge.signature, frame, 1), runOnOnnxruntime)).resolves.toMatchObject({ outcome: 'passed' });
  });

  it('leaves texts out where that is asked for, and a text that is always the same', async () => {
    const without = await trainPipeline(frame, plan('logistic', { text: 'none' }));
    expect(without.summary.columns_left_out).toContainEqual({ name: 'review', reason: 'free_text' });
    const same = frame.with({ kind: 'text', name: 'title', dictionary: ['one'], codes: new Int32Array(frame.rows) });
    const trainedSame = await trainPipeline(same, plan('logistic'));
    expect(trainedSame.summary.columns_left_out).toContainEqual({ name: 'title', reason: 'constant' });
  });
});
