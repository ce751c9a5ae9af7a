import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeParquet } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopColumns, shopFrame, shopRows } from '../shop.suite.js';
import { planOf } from '../training/plan.js';
import { compareAlgorithms } from './cross-validation.js';

describe('compareAlgorithms', () => {
  let folder: string;
  let parquetFile: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-compare-'));
    parquetFile = join(folder, 'shop.parquet');
    await writeParquet(parquetFile, shopFrame(shopRows(200, 1)));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const plan = (algorithm: string) =>
    planOf({ target_column: 'spent', task_type: 'regression', algorithm, hyperparameters: {}, seed: 1 }, shopColumns);

  it.each([
    ['r2', (a: number, b: number) => b - a],
    ['rmse', (a: number, b: number) => a - b],
  ])('puts the best %s first', async (metric, order) => {
    const plans = [plan('decision_tree'), plan('ridge')];
    const compared = await compareAlgorithms({ parquetFile, plans, folds: 4, metric, threads: 1 });
    const scores = compared.map(({ mean_score }) => mean_score);
    expect(scores).toEqual([...scores].sort(order));
    expect(compared[0].scores).toHaveLength(4);
    expect(compared.map(({ model }) => model).sort()).toEqual(['decision_tree', 'ridge']);
  });

  it('stops when it is told to', async () => {
    const input = { parquetFile, plans: [plan('ridge')], folds: 3, metric: 'r2', threads: 1 };
    await expect(compareAlgorithms(input, AbortSignal.abort())).rejects.toMatchObject({ code: 'learning.aborted' });
  });
});
