/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { Frame } from '../../frame/frame.js';
import { createRandom } from '../../random/random.js';
import { certify, comparedModel, compareOutputs } from '../certificate.js';
import { compileEncoder, frameFromRows } from '../encode.js';
import { createManifest, parseManifest } from '../manifest.js';
import { predictionFrame } from '../reference.js';
import { goldenRows } from '../rows.js';
import { loadPipeline } from '../saved-pipeline.js';
import { runOnOnnxruntime } from '../tables.suite.js';
import { trainUnsupervised } from './train-unsupervised.js';
import { loadUnsupervisedPipeline, saveUnsupervisedPipeline } from './unsupervised-pipeline.js';
import type { UnsupervisedPlan } from './unsupervised-plan.js';

/** Three groups of customers, a fifth of the ages missing; `kind` names the group, and some rows are far off. */
function segments(rows = 300, far = 1 / 30): Frame {
  const random = createRandom(5);
  const groups = Array.from({ length: rows }, () => random.integer(3));
  const isFar = groups.map(() => random.next() < far);
  const number = (name: string, value: (row: number) => number) => ({
    kind: 'number' as const,
    name,
    values: Float64Array.from(groups, (_, row) => value(row)),
  });
  const text = (name: string, dictionary: string[], code: (row: number) => number) => ({
    kind: 'text' as const,
    name,
    codes: Int32Array.from(groups, (_, row) => code(row)),
    dictionary,
  });
  return new Frame([
    text(
      'id',
      groups.map((_, row) => `c${row}`),
      (row) => row,
    ),
    number('age', (row) => (random.next() < 0.2 ? Number.NaN : 25 + 20 * groups[row] + random.normal())),
    number('scores', (row) => (isFar[row] ? 60 : groups[row] === 1 ? 9 : 2) + 0.5 * random.normal()),
    text('tier', ['gold', 'silver', 'none'], (row) => (random.next() < 0.1 ? -1 : groups[row])),
    text('kind', ['a', 'b', 'c'], (row) => (row % 10 === 0 ? -1 : groups[row])),
    number('odd', (row) => Number(isFar[row])),
    number('weight', () => 1 + random.integer(2)),
  ]);
}

const columns: UnsupervisedPlan['columns'] = [
  { name: 'id', type: 'identifier' },
  { name: 'age', type: 'float' },
  { name: 'scores', type: 'float' },
  { name: 'tier', type: 'category' },
  { name: 'kind', type: 'category' },
  { name: 'odd', type: 'boolean' },
  { name: 'weight', type: 'float' },
];
const plan = (changes: Partial<UnsupervisedPlan> = {}): UnsupervisedPlan => ({
  task: 'clustering',
  algorithm: 'kmeans',
  hyperparameters: { n_clusters: 3 },
  scaling: 'standard',
  testSize: 0.3,
  seed: 1,
  columns: columns.filter(({ name }) => name !== 'odd' && name !== 'weight'),
  labelColumn: 'kind',
  ...changes,
});
const anomalies = plan({
  task: 'anomaly_detection',
  algorithm: 'isolation_forest',
  hyperparameters: { n_estimators: 50, contamination: 0.05 },
  columns: columns.filter(({ name }) => name !== 'kind' && name !== 'weight'),
  labelColumn: 'odd',
});

describe('trainUnsupervised', () => {
  const frame = segments();

  it('finds clusters, and says how good they are and what they are like', async () => {
    const { results, signature } = await trainUnsupervised(segments(300, 0), plan());
    expect(signature).toMatchObject({ task: 'clustering', target: { name: 'cluster' }, classes: [0, 1, 2], scores: 3 });
    expect(signature.inputs.map(({ name }) => name)).toEqual(['age', 'scores', 'tier']);
    expect(results.evaluation).toMatchObject({ clusters: 3, labelled_rows: expect.any(Number), inertia: expect.any(Number) });
    expect(results.evaluation.silhouette).toBeGreaterThan(0.3);
    expect(results.evaluation.calinski_harabasz).toBeGreaterThan(10);
    expect(results.evaluation.adjusted_rand).toBeGreaterThan(0.8);
    expect(results.evaluation.labelled_rows).toBeLessThan(results.summary.test_rows);
    expect(results.report.groups.map(({ rows }) => rows).reduce((a, b) => a + b)).toBe(results.summary.test_rows);
    expect(results.report.groups.every(({ columns: [most] }) => Math.abs(most.difference ?? 1) > 0.5)).toBe(true);
    expect(results.summary.columns_left_out).toEqual([{ name: 'id', reason: 'identifier' }]);
  });

  it('finds anomalies, and judges the score by labels where there are some', async () => {
    const { results, signature } = await trainUnsupervised(frame, anomalies);
    expect(signature).toMatchObject({ task: 'anomaly_detection', target: { name: 'anomaly' }, classes: [false, true], scores: 1 });
    expect(results.evaluation.roc_auc).toBeGreaterThan(0.9);
    expect(results.evaluation.anomaly_share).toBeLessThan(0.2);
    expect(results.summary).toMatchObject({ label_column: 'odd', scaling: 'none' });
    const unlabelled = await trainUnsupervised(frame, { ...anomalies, labelColumn: undefined });
    expect(unlabelled.results.evaluation).not.toHaveProperty('roc_auc');
    expect(unlabelled.results.evaluation.score_p99).toBeGreaterThanOrEqual(unlabelled.results.evaluation.score_median as number);
  });

  it.each([
    ['clusters', plan({ reduction: { method: 'pca', components: 2, whiten: false } })],
    ['anomalies', anomalies],
  ])('certifies the graph of %s; manifest and JSON are read back', async (_, asked) => {
    const pipeline = await trainUnsupervised(frame, asked);
    const golden = goldenRows(pipeline.signature, frame, 1);
    const certificate = await certify(pipeline, golden, runOnOnnxruntime);
    expect(certificate.largest_error).toBeLessThan(1e-5);
    const manifest = createManifest(pipeline, { dataHash: 'x', libraryVersion: '1', goldenRows: golden, certificate });
    const { signature, golden: kept } = parseManifest(JSON.parse(JSON.stringify(manifest)));
    const outputs = await runOnOnnxruntime(pipeline.toOnnx(), compileEncoder(signature)(kept.rows));
    const compared = comparedModel(signature, kept.rows.length, certificate.scale);
    expect(compareOutputs(kept.expected, outputs, compared).outcome).toBe('passed');
    const off = { ...kept.expected, scores: kept.expected.scores?.map((score, i) => (i === 4 ? score + 1 : score)) };
    expect(() => compareOutputs(off, outputs, compared)).toThrow('is off by');
    const swapped = { ...kept.expected, codes: kept.expected.codes?.map((code, i) => (i === 2 ? 1 - Math.min(1, code) : code)) };
    expect(() => compareOutputs(swapped, outputs, compared)).toThrow('row 3 has another label');
    const saved = JSON.parse(JSON.stringify(saveUnsupervisedPipeline(pipeline)));
    const asBefore = frameFromRows(signature, golden);
    expect(loadUnsupervisedPipeline(saved).predict(asBefore)).toEqual(pipeline.predict(asBefore));
    expect(() => loadPipeline(saved)).toThrow('without a target');
    expect(predictionFrame(signature, pipeline.predict(asBefore)).names).toEqual(['prediction']);
  });

  it('gives the same for the same seed, and counts rows by their weight', async () => {
    const weighted = plan({ columns: columns.filter(({ name }) => name !== 'odd'), weightColumn: 'weight' });
    const [one, again] = [await trainUnsupervised(frame, weighted), await trainUnsupervised(frame, weighted)];
    expect(again.toOnnx()).toEqual(one.toOnnx());
    expect(one.signature.inputs.map(({ name }) => name)).not.toContain('weight');
    expect((await trainUnsupervised(frame, plan())).toOnnx()).not.toEqual(one.toOnnx());
  });

  it.each([
    [{ algorithm: 'kmean' }, 'learning.algorithm_unknown', 'did you mean "kmeans"'],
    [{ algorithm: 'isolation_forest', hyperparameters: {} }, 'learning.task_unsupported', 'choose kmeans'],
    [{ hyperparameters: { n_cluster: 3 } }, 'learning.parameter_unknown', 'n_clusters'],
    [{ hyperparameters: { n_clusters: 5000 } }, 'learning.too_few_rows', '5000 clusters'],
    [{ labelColumn: 'kid' }, 'learning.column_missing', 'kid'],
    [{ testSize: 0 }, 'learning.parameter_invalid', 'testSize'],
    [{ weightColumn: 'kind' }, 'learning.parameter_invalid', 'another column'],
    [{ columns: columns.slice(0, 1), labelColumn: undefined }, 'learning.no_features', 'anything'],
  ])('refuses %j', async (changes, code, words) => {
    const refused = trainUnsupervised(frame, plan(changes as Partial<UnsupervisedPlan>));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('names the row of a weight that is none, and stops when it is told to', async () => {
    const bad = new Frame(
      frame.columns.map((one) =>
        one.name === 'weight' && one.kind === 'number' ? { ...one, values: one.values.map((v, i) => (i === 7 ? -1 : v)) } : one,
      ),
    );
    const weighted = plan({ columns: columns.filter(({ name }) => name !== 'odd'), weightColumn: 'weight', testSize: 0.01 });
    await expect(trainUnsupervised(bad, weighted)).rejects.toThrow('row 8');
    await expect(trainUnsupervised(frame, plan(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'learning.aborted' });
  });
});
