import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@atelier/contracts';
import { evaluationReport } from '@atelier/learning';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createProgram } from './program.js';
import { explain } from './terminal/explain.js';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly key: string | undefined;
  readonly body: string;
}

/** A platform that answers every route with its documented example, or with what a test puts in its place. */
const answers = new Map<string, { status: number; body: unknown }>();
const asked: Asked[] = [];

function answerTo(method: string, url: string): { status: number; body: unknown; type: string } {
  const path = url.split('?', 1)[0];
  const operation = operations.find(({ route }) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(`${method} ${path}`));
  const given = operation && answers.get(operation.route);
  if (given) return { ...given, type: given.status < 400 ? 'application/json' : 'application/problem+json' };
  const { status = 404, content } = operation?.answer ?? {};
  return { status, body: content?.example, type: content?.type ?? 'text/plain' };
}

const home = mkdtempSync(join(tmpdir(), 'atelier-cli-'));
let platform: Server;
let said = '';

beforeAll(async () => {
  platform = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    asked.push({ method, url, key: headers.authorization, body: Buffer.concat(chunks).toString() });
    const { status, body, type } = answerTo(method, url);
    response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => platform.listen(0, '127.0.0.1', done));
  writeFileSync(join(home, 'api-key'), 'atl_first\n');
  writeFileSync(join(home, 'lock'), JSON.stringify({ pid: 1, address: `http://127.0.0.1:${(platform.address() as AddressInfo).port}` }));
  writeFileSync(join(home, 'clients.csv'), 'age,churned\n31,yes\n');
});
afterAll(async () => {
  platform.closeAllConnections();
  await new Promise((done) => platform.close(done));
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  said = '';
  asked.length = 0;
  answers.clear();
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** As at a terminal: what is printed, or the explanation of what went wrong. */
async function atelier(...words: string[]): Promise<string> {
  const program = createProgram();
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    await program.parseAsync(['--home', home, ...words], { from: 'user' });
    return said;
  } catch (error) {
    return `atelier: ${explain(error)}`;
  }
}

const problem = (status: number, code: string, detail: string, errors?: unknown) => ({
  status,
  body: { type: 't', title: 't', status, code, detail, help: 'See GET /api/ml/somewhere.', errors },
});

describe('atelier', () => {
  it('finds the address and the key in the home folder', async () => {
    expect(await atelier('datasets')).toContain('clients');
    expect(asked).toMatchObject([{ method: 'GET', url: '/api/ml/datasets', key: 'Bearer atl_first' }]);
    await atelier('--key', 'atl_other', 'datasets');
    expect(asked[1].key).toBe('Bearer atl_other');
  });

  it.each([
    [['datasets'], 'dataset_id'],
    [['inspect', 'd'], '1,500 rows'],
    [['data', 'amend', 'd', '--columns', '{"age":{"type":"float"}}', '--drop-duplicates', 'a, b'], '1,500 rows'],
    [['data', 'profile', '01a1fe45-594d-73d5-a561-f6b27c725ffb'], 'Quality 91.4 of 100'],
    [['features', 'plan', 'd', '--date', 'day', '--value', 'sales'], '2 features'],
    [['features', 'plan', 'd', '--date', 'day', '--all'], 'A public holiday.'],
    [['features', 'apply', 'd', '--date', 'day', '--lags', '1,7', '--exclude', 'ewm'], '104 columns, 2 of them new'],
    [['compare', 'd', '--target', 'churned', '--task', 'classification', '--models', 'logistic, lightgbm'], 'roc_auc'],
    [
      ['compare', 'd', '--target', 'c', '--task', 'classification', '--models', '[{"algorithm": "lightgbm", "hyperparameters": {}}]'],
      'roc_auc',
    ],
    [['train', 'd', '--target', 'churned', '--task', 'classification', '--algorithm', 'lightgbm'], 'next: atelier deploy'],
    [['train', 'd', '--task', 'clustering', '--algorithm', 'kmeans', '--labels', 'tier'], 'next: atelier deploy'],
    [['job', 'j'], 'completed'],
    [['jobs'], 'lightgbm'],
    [['cancel', 'j'], 'ends within a second'],
    [['algorithms'], 'Linear regression'],
    [['algorithms', 'ridge'], 'Strength of the L2 penalty'],
    [['deploy', 'j', '--name', 'churn'], 'next: atelier promote'],
    [['deploy', 'j', '--name', 'churn', '--promote'], 'next: atelier predict churn'],
    [
      ['import', join(home, 'clients.csv'), '--name', 'taken', '--signature', '{"classes": ["no", "yes"]}', '--promote'],
      'compared on 300 rows',
    ],
    [['models', '--status', 'production'], 'production'],
    [['promote', 'm'], 'serves in production'],
    [['demote', 'm'], 'is staged now'],
    [['rollback', 'churn', '--to', '1.0.0'], 'serves in production'],
    [['predict', 'churn', '--features', '{"age": 31}'], '0.210 0.790'],
    [['outcome', 'p', 'yes'], 'the outcome is recorded'],
    [['health', 'm'], 'accuracy: 0.720 now, 0.866 in training'],
    [['alerts', '--model', 'churn'], 'CRITICAL'],
    [['retrain', 'churn', '--reason', 'a new season'], 'requested'],
    [['retrainings'], 'a new season'],
  ])('%j', async (words, expected) => {
    expect(await atelier(...words)).toContain(expected);
    said = '';
    const json = await atelier('--json', ...words);
    expect(() => JSON.parse(json) as unknown).not.toThrow();
    expect(json.trim().split('\n')).toHaveLength(1);
  });

  it('uploads a file', async () => {
    expect(await atelier('upload', join(home, 'clients.csv'), '--target', 'churned')).toContain('1,500 rows × 7 columns');
    expect(asked[0].body).toContain('filename="clients.csv"');
  });

  it('reads hyper-parameters as numbers, truth values, null or texts', async () => {
    const flags = ['--set', 'num_leaves=63', '--set', 'flag=true', '--set', 'max_depth=null', '--set', 'objective=huber'];
    await atelier('train', 'd', '--target', 't', '--task', 'regression', '--algorithm', 'lightgbm', ...flags, '--seed', '7');
    const body = JSON.parse(asked[0].body) as Record<string, unknown>;
    expect(body).toMatchObject({ hyperparameters: { num_leaves: 63, flag: true, max_depth: null, objective: 'huber' }, seed: 7 });
  });

  it('reads members and weights as JSON', async () => {
    const train = ['train', 'd', '--target', 't', '--task', 'classification', '--algorithm', 'voting'];
    await atelier(
      ...train,
      '--set',
      'members=["logistic",{"algorithm":"knn"}]',
      '--class-weights',
      '{"yes":2}',
      '--calibration',
      'isotonic',
    );
    expect(JSON.parse(asked[0].body)).toMatchObject({
      hyperparameters: { members: ['logistic', { algorithm: 'knn' }] },
      class_weights: { yes: 2 },
      calibration: 'isotonic',
    });
    await atelier(...train, '--class-weights', 'balanced', '--weight-column', 'counts');
    const again = asked.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body) as object);
    expect(again[1]).toMatchObject({ class_weights: 'balanced', weight_column: 'counts' });
  });

  it('shows a report and writes its charts', async () => {
    const truth = Float64Array.from({ length: 300 }, (_, row) => row % 2);
    const proba = Float64Array.from({ length: 600 }, (_, i) =>
      i % 2 === truth[i >> 1] ? 0.5 + (i % 50) / 101 : 0.5 - ((i ^ 1) % 50) / 101,
    );
    const outcome = { task: 'classification', classes: 2, truth, prediction: truth, proba } as const;
    const report = evaluationReport({ outcome, labels: ['no', 'yes'], seed: 1, repeats: 100 });
    answers.set('GET /api/ml/models/train/{job_id}/report', { status: 200, body: report });
    const charts = join(home, 'charts');
    const said = await atelier('evaluate', 'j', '--charts', charts, '--format', 'png', '--theme', 'dark');
    expect(said).toContain('on 300 test rows');
    expect(said).toContain('roc_auc');
    const written = readdirSync(charts);
    expect(written).toEqual(expect.arrayContaining(['roc.png', 'confusion_matrix.png']));
    for (const file of written) expect(readFileSync(join(charts, file)).subarray(1, 4).toString()).toBe('PNG');
    await atelier('evaluate', 'j', '--charts', charts);
    expect(readFileSync(join(charts, 'roc.svg'), 'utf8')).toMatch(/^<svg /);
  });

  it('writes a model to a file', async () => {
    const out = join(home, 'model.txt');
    expect(await atelier('export', 'j', '--format', 'lightgbm', '--out', out)).toContain(`wrote ${out}`);
    expect(readFileSync(out, 'utf8')).toBe('tree\nversion=v4\n');
    expect(asked[0].url).toContain('format=lightgbm');
  });

  it('says what each column added to an answer', async () => {
    const said = await atelier('explain', 'j', '--features', '{"visits": 3}');
    expect(said).toContain('prediction "yes": the score of "yes" is 1.39, usually -0.7');
    expect(said).toMatch(/visits +3 +\+1\.6/);
    expect(await atelier('explain', 'j')).toContain('Give either --features or --rows.');
  });

  it('ends with 1 and the reason when a job fails', async () => {
    const body = {
      job_id: 'j',
      status: 'failed',
      results: null,
      error: { code: 'learning.too_few_rows', detail: 'Three rows are too few.' },
    };
    answers.set('GET /api/ml/models/train/{job_id}', { status: 200, body });
    const said = await atelier('train', 'd', '--target', 't', '--task', 'regression', '--algorithm', 'ridge');
    expect(said).toContain('Three rows are too few.');
    expect(process.exitCode).toBe(1);
  });

  it('asks for many rows of a file of JSON lines', async () => {
    const file = join(home, 'rows.jsonl');
    writeFileSync(file, '{"age": 1}\n\n{"age": 2}\n');
    await atelier('predict', 'churn', '--rows', file);
    expect(JSON.parse(asked[0].body)).toEqual({ model_name: 'churn', rows: [{ age: 1 }, { age: 2 }] });
    writeFileSync(file, '{"age": 1}\n{age: 2}\n');
    expect(await atelier('predict', 'churn', '--rows', file)).toContain('rows.jsonl, line 2 is not JSON');
  });

  it.each([
    ['a text label', 'yes', '1', '1'],
    ['a number label', 0, '1', 1],
    ['a number written otherwise', 0.5, '1.50', 1.5],
    ['a truth value', false, 'true', true],
  ])('sends an outcome as the target has it: %s', async (_, prediction, word, actual) => {
    answers.set('GET /api/ml/predictions/{prediction_id}', { status: 200, body: { prediction } });
    await atelier('outcome', 'p', word);
    expect(JSON.parse(asked[1].body)).toEqual({ outcomes: [{ prediction_id: 'p', actual }] });
  });

  it('sends an outcome before its prediction is known, and says so', async () => {
    answers.set('GET /api/ml/predictions/{prediction_id}', problem(404, 'prediction.not_found', 'There is none.'));
    answers.set('POST /api/ml/predictions/outcomes', { status: 200, body: { status: 'success', recorded: 1, waiting: 1 } });
    expect(await atelier('outcome', 'p', '01')).toContain('has not been heard of yet');
    expect(JSON.parse(asked[1].body)).toMatchObject({ outcomes: [{ actual: '01' }] });
  });

  it('shows groups and scores of a model without a target', async () => {
    const groups = [
      { group: 0, rows: 30, share: 0.6, columns: [{ name: 'age', mean: 31.25, difference: 1 }] },
      { group: 1, rows: 20, share: 0.4, columns: [{ name: 'tier', text: 'gold', share: 0.75, share_of_all: 0.5 }] },
    ];
    const report = { format: 1, task: 'clustering', rows: 50, metrics: { silhouette: 0.5, adjusted_rand: null }, groups, history: [] };
    answers.set('GET /api/ml/models/train/{job_id}/report', { status: 200, body: report });
    const said = await atelier('evaluate', 'j');
    for (const word of ['silhouette', 'undefined', 'age 31.25', 'tier gold 75 %']) expect(said).toContain(word);
    expect(await atelier('evaluate', 'j', '--charts', home)).toContain('no charts');
    const predicted = { prediction: [1], prediction_score: [[2.5, 0.25]], prediction_id: ['p'] };
    answers.set('POST /api/ml/models/predict', { status: 200, body: predicted });
    expect(await atelier('predict', 'segments', '--features', '{"age": 3}')).toContain('2.500 0.250');
  });

  it('explains a refusal once, with what to do here', async () => {
    const detail = 'There is no column "ag"; did you mean "age"?';
    answers.set(
      'POST /api/ml/models/compare',
      problem(422, 'dataset.column_not_found', detail, [{ path: 'target_column', message: detail }]),
    );
    expect(await atelier('compare', 'd', '--target', 'ag', '--task', 'classification', '--models', 'logistic')).toBe(
      `atelier: ${detail} (dataset.column_not_found)\n  Show the columns: atelier inspect DATASET_ID`,
    );
    answers.set(
      'POST /api/ml/models/predict',
      problem(422, 'prediction.input_invalid', 'Two faults.', [{ path: 'features.age', message: 'is required' }]),
    );
    expect(await atelier('predict', 'churn', '--features', '{}')).toBe(
      'atelier: Two faults. (prediction.input_invalid)\n  features.age: is required\n  See GET /api/ml/somewhere.',
    );
  });

  it.each([
    [['upload', 'no-such.csv'], 'There is no file no-such.csv.'],
    [['import', 'no-such.json', '--name', 'm'], 'There is no file no-such.json.'],
    [['import', home, '--name', 'm'], 'has no model files'],
    [['upload', tmpdir()], 'is a folder'],
    [['predict', 'churn', '--rows', 'no-such.jsonl'], 'There is no file'],
    [['predict', 'churn'], 'Give either --features or --rows.'],
    [['predict', 'churn', '--features', '{age:1}'], 'not JSON'],
    [['compare', 'd', '--target', 't', '--task', 'klass', '--models', 'x'], 'classification or regression'],
    [['train', 'd', '--task', 'klass', '--algorithm', 'x'], 'clustering or anomaly_detection'],
    [['train', 'd', '--task', 'regression', '--algorithm', 'ridge'], '--target COLUMN'],
    [['algorithms', 'foo'], 'there are ridge'],
    [['models', '--status', 'prod'], 'Allowed choices are training, staged, production, archived'],
    [['--home', '/nowhere', 'datasets'], 'No API key: there is none in /nowhere/api-key'],
    [['--url', 'http://127.0.0.1:1', 'datasets'], 'No answer from http://127.0.0.1:1'],
    [['quickstart', '--data', 'my.csv'], 'Give both'],
    [['quickstart', '--data', 'my.csv', '--target', 'x'], 'There is no file my.csv.'],
    [['deploy', 'j'], "required option '--name <model>'"],
    [['nonsense'], 'unknown command'],
  ])('explains %j', async (words, reason) => {
    expect(await atelier(...words)).toContain(reason);
    expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('describes every command, argument and option in its help', () => {
    for (const command of createProgram().commands) {
      expect(command.description()).not.toBe('');
      for (const option of command.options) expect([command.name(), option.flags, option.description]).not.toContain('');
    }
  });
});
