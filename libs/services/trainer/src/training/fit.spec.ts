/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Frame, frameFromRows, loadPipeline, parseManifest } from '@atelier/learning';
import { writeParquet } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ShopRow, shopColumns, shopFrame, shopRows } from '../shop.suite.js';
import { type FitInput, type FitProgress, fit } from './fit.js';
import { planOf } from './plan.js';

const request = {
  target_column: 'bought',
  task_type: 'classification',
  algorithm: 'lightgbm',
  hyperparameters: { n_estimators: 20 },
  seed: 1,
} as const;
const old = (age: number) => age > 45;
const young = (age: number) => age <= 45;

describe('fit', () => {
  let folder: string;
  let parquetFile: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-fit-'));
    parquetFile = join(folder, 'shop.parquet');
    await writeParquet(parquetFile, shopFrame(shopRows(400, 1, old)));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const input = (changes: Partial<FitInput> = {}): FitInput => ({
    parquetFile,
    dataDigest: 'sha256:data',
    plan: planOf(request, shopColumns),
    threads: 1,
    libraryVersion: '0',
    workFolder: mkdtempSync(join(folder, 'work-')),
    retraining: null,
    ...changes,
  });

  /** The model before, and recent rows as monitoring writes them: raw features and the actual outcome. */
  async function retraining(rows: readonly Record<string, unknown>[] | null): Promise<FitInput['retraining']> {
    const incumbent = await fit(input(), () => undefined);
    if (rows === null) return { ...incumbent, recentRowsFile: null };
    const recentRowsFile = join(mkdtempSync(join(folder, 'recent-')), 'rows.jsonl');
    writeFileSync(recentRowsFile, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return { ...incumbent, recentRowsFile };
  }

  it('writes a certified model, its manifest, and tells of each phase', async () => {
    const told: FitProgress[] = [];
    const fitted = await fit(input(), (progress) => told.push(progress));
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['reading', 'training', 'certifying']);
    expect(told.filter(({ phase }) => phase === 'training').at(-1)).toMatchObject({ total: 20 });
    const manifest = parseManifest(JSON.parse(readFileSync(fitted.manifestFile, 'utf8')));
    expect(manifest.golden.rows).toHaveLength(20);
    const { pipeline } = loadPipeline(JSON.parse(readFileSync(fitted.pipelineFile, 'utf8')));
    const answers = pipeline.predict(frameFromRows(pipeline.signature, manifest.golden.rows));
    expect(Array.from(answers.codes ?? [])).toEqual(manifest.golden.expected.codes);
    expect(fitted.certificate).toMatchObject({ rows: 100, labels_equal: true });
    expect(fitted.metrics.confusion_matrix).toHaveLength(2);
    expect(fitted.metrics).not.toHaveProperty('per_class');
    expect(fitted.judgement).toBeNull();
    expect(fitted.signatureDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('gives the same model for the same seed, and the same signature for other rows', async () => {
    const [first, second] = [await fit(input(), () => undefined), await fit(input(), () => undefined)];
    expect(readFileSync(first.onnxFile).equals(readFileSync(second.onnxFile))).toBe(true);
    const other = await fit(input({ plan: { ...input().plan, seed: 2 } }), () => undefined);
    expect(readFileSync(other.onnxFile).equals(readFileSync(first.onnxFile))).toBe(false);
    expect(other.signatureDigest).toBe(first.signatureDigest);
  });

  it('promotes a candidate that has learned what changed', async () => {
    const recent: ShopRow[] = shopRows(800, 5, young);
    const fitted = await fit(input({ retraining: await retraining(recent as never) }), () => undefined);
    expect(fitted.judgement?.decision).toBe('promote');
    const { comparison } = fitted.judgement!;
    expect(comparison).toMatchObject({ metric: 'accuracy', rows: 160 });
    expect(comparison.incumbent).toBeLessThan(0.2);
    expect(comparison.difference).toBeCloseTo(comparison.candidate - comparison.incumbent, 12);
    expect(comparison.low).toBeGreaterThan(0);
  });

  it('rejects a candidate that is no better, and judges on the test part without recent rows', async () => {
    const fitted = await fit(input({ retraining: await retraining(null) }), () => undefined);
    expect(fitted.judgement).toMatchObject({ decision: 'reject', comparison: { rows: 80, difference: 0 } });
  });

  it('passes over recent rows that do not fit, and knows classes that are new', async () => {
    const rows: Record<string, unknown>[] = shopRows(100, 6, old).map((row, at) => ({ ...row, bought: at % 2 ? row.bought : 'perhaps' }));
    rows[1] = { ...rows[1], age: 'old' };
    rows[3] = { ...rows[3], bought: null };
    // Their text was not kept.
    rows[5] = { bought: 'yes' };
    rows[7] = { bought: 'no' };
    const fitted = await fit(input({ retraining: await retraining(rows) }), () => undefined);
    expect(fitted.judgement?.comparison.rows).toBe(48);
    expect(fitted.results.training_summary.classes).toEqual(['no', 'perhaps', 'yes']);
  });

  it('compares regressions by R²', async () => {
    const plan = planOf(
      { ...request, target_column: 'spent', task_type: 'regression', algorithm: 'ridge', hyperparameters: {} },
      shopColumns,
    );
    const incumbent = await fit(input({ plan }), () => undefined);
    const recentRowsFile = join(folder, 'spent.jsonl');
    const rows = shopRows(400, 7).map((row) => ({ ...row, spent: 100 - row.spent }));
    writeFileSync(recentRowsFile, rows.map((row) => JSON.stringify(row)).join('\n'));
    const { judgement } = await fit(input({ plan, retraining: { ...incumbent, recentRowsFile } }), () => undefined);
    expect(judgement).toMatchObject({ decision: 'promote', comparison: { metric: 'r2', rows: 80 } });
  });

  it('says in manifest and summary that labels were generated by rules', async () => {
    const file = join(folder, 'generated.parquet');
    const origin = 'generated:atelier-notes-1:7';
    const marks = { kind: 'text' as const, name: 'labels_origin', codes: new Int32Array(400), dictionary: [origin] };
    await writeParquet(file, new Frame([...shopFrame(shopRows(400, 1, old)).columns, marks]));
    const marked = { name: 'labels_origin', type: 'category', role: 'ignored', missing_tokens: [] } as const;
    const plan = planOf(request, [...shopColumns, { ...marked, missing_tokens: [] }]);
    const fitted = await fit(input({ parquetFile: file, plan }), () => undefined);
    expect(fitted.labelsOrigin).toBe(origin);
    expect(parseManifest(JSON.parse(readFileSync(fitted.manifestFile, 'utf8'))).labels_origin).toBe(origin);
    expect(fitted.results.training_summary).toMatchObject({ labels_origin: origin, labels_warning: expect.stringMatching(/generated/) });
    expect((await fit(input(), () => undefined)).labelsOrigin).toBeNull();
  });

  it('stops when it is told to', async () => {
    const aborted = AbortSignal.abort();
    await expect(fit(input(), () => undefined, aborted)).rejects.toMatchObject({ code: 'learning.aborted' });
  });
});
