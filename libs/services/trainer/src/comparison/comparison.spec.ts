import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Comparison } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopColumns, shopFrame, shopRows } from '../shop.suite.js';
import { startTrainerProgram, type TrainerProgram } from '../trainer-program.suite.js';

const asked = { dataset_id: 'shop', target_column: 'bought', task_type: 'classification', models: ['logistic', 'decision_tree'], cv: 3 };

function children(): number {
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => Number(line.trim().split(/\s+/)[0]) === process.pid && line.includes('compare.program.js')).length;
}

describe('comparing algorithms', () => {
  let program: TrainerProgram;
  let trainer: string;

  beforeAll(async () => {
    program = await startTrainerProgram();
    trainer = await program.key('p1', 'trainer');
    await program.register('p1', 'shop', shopFrame(shopRows(300, 1)), shopColumns);
  });
  afterAll(() => program.stop());

  const compare = (body: object) => program.call<Comparison>(trainer, 'POST', '/api/ml/models/compare', body);
  const until = async (look: () => boolean) => {
    for (let tries = 0; !look(); tries++) {
      if (tries > 500) throw new Error('it never came');
      await pause(20);
    }
  };

  it('answers the best first, with every fold, and keeps the experiment', async () => {
    const { status, body } = await compare(asked);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'success', metric: 'roc_auc' });
    expect(body.comparison.map(({ model }) => model).sort()).toEqual(['decision_tree', 'logistic']);
    const scores = body.comparison.map(({ mean_score }) => mean_score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(body.comparison[0]).toMatchObject({ std_score: expect.any(Number), seconds: expect.any(Number), scores: { length: 3 } });
    const kept = await program.dataSource.query('SELECT results FROM trainer.ml_experiment');
    expect(kept).toEqual([{ results: body }]);
    expect(await compare(asked).then(({ body: again }) => again.comparison.map(({ mean_score }) => mean_score))).toEqual(scores);
  });

  it('compares one algorithm under several hyper-parameters', async () => {
    const deep = { algorithm: 'decision_tree', hyperparameters: { max_depth: 4 } };
    const { status, body } = await compare({ ...asked, models: ['decision_tree', deep, { algorithm: 'logistic' }] });
    expect(status).toBe(200);
    expect(body.comparison.map(({ model, hyperparameters }) => [model, hyperparameters])).toEqual(
      expect.arrayContaining([
        ['decision_tree', undefined],
        ['decision_tree', { max_depth: 4 }],
        ['logistic', undefined],
      ]),
    );
    const [plain, limited] = [undefined, 4].map((depth) => body.comparison.find((row) => row.hyperparameters?.max_depth === depth));
    expect(limited?.scores).not.toEqual(plain?.scores);
  });

  const tree = (hyperparameters: object) => ({ ...asked, models: ['logistic', { algorithm: 'decision_tree', hyperparameters }] });

  it.each([
    [{ ...asked, models: ['logistic', 'decision_tre'] }, 'learning.algorithm_unknown', 'models.1'],
    [{ ...asked, models: [{ algorithm: 'decision_tre' }] }, 'learning.algorithm_unknown', 'models.0.algorithm'],
    [{ ...asked, models: ['ridge'] }, 'learning.task_unsupported', 'models.0'],
    [tree({ max_dept: 4 }), 'learning.parameter_unknown', 'models.1.hyperparameters.max_dept'],
    [tree({ max_depth: -1 }), 'learning.parameter_invalid', 'models.1.hyperparameters.max_depth'],
  ])('says where in the request the fault of %j is', async (body, code, path) => {
    expect(await compare(body)).toMatchObject({ status: 422, body: { code, errors: [{ path }] } });
  });

  it.each([
    [{ ...asked, models: [{ algorithm: 'logistic', hyperparameter: {} }] }, 400, 'request.invalid'],
    [{ ...asked, models: [3] }, 400, 'request.invalid'],
    [{ ...asked, target_column: 'none' }, 422, 'dataset.column_not_found'],
    [{ ...asked, dataset_id: 'none' }, 404, 'dataset.not_found'],
    [{ ...asked, cv: 1 }, 400, 'request.invalid'],
    [{ ...asked, target_column: 'customer' }, 422, 'learning.target_identifier'],
    [{ ...asked, task_type: 'regression', models: ['ridge'] }, 422, 'learning.target_not_numeric'],
  ])('refuses %j', async (body, status, code) => {
    expect(await compare(body)).toMatchObject({ status, body: { code } });
  });

  it('ends its process when the caller leaves, and then serves the next', async () => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${trainer}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ ...asked, models: Array.from({ length: 20 }, () => 'random_forest'), cv: 20 });
    const answer = fetch(`${program.url}/api/ml/models/compare`, { method: 'POST', headers, body, signal: leaving.signal });
    await until(() => children() === 1);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await until(() => children() === 0);
    expect((await compare(asked)).status).toBe(200);
  });
});
