import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { findEstimator } from '../../estimators/registry.js';
import { SparseTable, takeMatrixRows } from '../../estimators/sparse-table.js';
import { runOnOnnxruntime } from '../../pipeline/tables.suite.js';
import { parseManifest } from '../../pipeline/manifest.js';
import { loadPipeline } from '../../pipeline/saved-pipeline.js';
import { generateWorld } from '../generator/generate-world.js';
import { type ClientModelContext, type ClientModelFile, clientModelFiles } from './client-model-files.js';
import { ClientScorer } from './client-scorer.js';
import { clientsOfWorld, type LabelledClients, notesFrame, readClientTarget } from './labelled-clients.js';
import { clientPreset, memberSpace } from './presets.js';
import { type ClientModels, trainClientModels } from './train-client-models.js';

const world = generateWorld({ clients: 120, seed: 3 });
const clients = clientsOfWorld(world);
const context: ClientModelContext = {
  clients,
  seed: 1,
  testSize: 0.25,
  origin: { source: 'given' },
  synthetic: true,
  inputs: { 'notes.csv': 'aa' },
  libraryVersion: '0',
  run: runOnOnnxruntime,
  digest: (content) => createHash('sha256').update(content).digest('hex'),
};

async function filesOf(models: ClientModels): Promise<Map<string, ClientModelFile['content']>> {
  const files = new Map<string, ClientModelFile['content']>();
  for await (const { path, content } of clientModelFiles(models, context)) files.set(path, content);
  return files;
}
const json = (files: Map<string, ClientModelFile['content']>, path: string) => JSON.parse(String(files.get(path)));

describe('models of clients', () => {
  const told: string[] = [];
  let elite: ClientModels;
  let files: Map<string, ClientModelFile['content']>;
  beforeAll(async () => {
    elite = await trainClientModels(clients, {
      preset: 'balanced',
      seed: 1,
      testSize: 0.25,
      onProgress: ({ phase, algorithm, done, total }) => told.push(`${phase} ${algorithm ?? ''} ${done}/${total}`),
    });
    files = await filesOf(elite);
  }, 60_000);

  it('are members and their vote for every target, all told of', () => {
    expect(elite.targets.map(({ target, best, models }) => [target, best, ...models.map(({ name }) => name)])).toEqual([
      ['purchased', 'vote', 'random_forest', 'gradient_boosting', 'logistic', 'vote'],
      ['churned', 'vote', 'random_forest', 'gradient_boosting', 'logistic', 'vote'],
      ['lifetime_value', 'vote', 'random_forest', 'gradient_boosting', 'ridge', 'vote'],
    ]);
    expect(told[0]).toBe('features  0/10');
    expect(told).toHaveLength(10);
    expect(told.at(-1)).toBe('training ridge 9/10');
  });

  it('learn features from the training clients alone', () => {
    const { train, test } = elite.split;
    const alone = clientPreset('elite').encoding.fit(
      Array.from(train, (row) => clients.texts[row]),
      {},
    );
    expect(elite.encoding.description).toEqual(alone.description);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from(clients.ids.keys()));
  });

  it('vote as the algorithm of that name would, had it learned from the same clients', async () => {
    const { models, rows } = elite.targets[0];
    const vote = models[3];
    const x = new SparseTable(elite.encoding.transform(clients.texts));
    const y = Float64Array.from(rows.train, (row) => clients.labels.purchased[row]);
    const voting = findEstimator('voting', 'classification');
    const fitted = await voting.fit(
      { x: takeMatrixRows(x, rows.train), y },
      { task: 'classification', classes: 2, parameters: vote.hyperparameters, seed: 1 },
    );
    const judged = takeMatrixRows(x, rows.test);
    expect(vote.pipeline.predictMatrix(judged).probabilities).toEqual(fitted.predictProba?.(judged));
  });

  it('are kept with manifests and certificates that pass, and what is said of all', () => {
    const paths = elite.targets.flatMap(({ target, models }) => models.map(({ name }) => `${target}/${name}`));
    for (const path of paths) {
      const manifest = parseManifest(json(files, `${path}/manifest.json`));
      expect(manifest.certificate.outcome).toBe('passed');
      expect(manifest.steps.encodings?.[0]).toMatchObject({ name: 'notes', encoding: { kind: 'client_elite' } });
    }
    expect(paths).toHaveLength(12);
    const metadata = json(files, 'metadata.json');
    expect(metadata).toMatchObject({
      preset: 'elite',
      platform_preset: 'balanced',
      synthetic: true,
      labels: { source: 'given' },
      features: { encoding: 'client_elite', columns: 868 },
      best: { purchased: 'purchased/vote', churned: 'churned/vote', lifetime_value: 'lifetime_value/vote' },
      left_out: [],
    });
    expect([...metadata.split.train, ...metadata.split.test].sort()).toEqual(clients.ids.toSorted());
    for (const [path, hash] of Object.entries(metadata.files)) expect(context.digest(files.get(path) ?? '')).toBe(hash);
    const { models, split } = json(files, 'lifetime_value/metadata.json');
    expect(models.ridge.metrics).toMatchObject({ task: 'regression', rows: split.test });
    expect(models.random_forest.features.length).toBeGreaterThan(5);
  });

  it('score clients the same once they are read back, alone or with others', () => {
    const saved = Object.entries(json(files, 'metadata.json').best).map(([target, path]): [string, unknown] => [
      target,
      json(files, `${path}/pipeline.json`),
    ]);
    const scorer = ClientScorer.load(saved);
    const scores = scorer.score(clients.texts);
    for (const { target, models } of elite.targets) {
      const { probabilities, values } = models[3].pipeline.predict(notesFrame(clients.texts));
      const expected = probabilities ? probabilities.filter((_, i) => i % 2 === 1) : values;
      expect(scores.get(target)).toEqual(expected);
    }
    expect(scorer.score([clients.texts[7]]).get('churned')?.[0]).toBe(scores.get('churned')?.[7]);
    expect(scorer.score(['']).get('purchased')?.[0]).toBeGreaterThan(0);
    const why = scorer.explain(clients.texts[7]).get('lifetime_value');
    expect(why?.output).toBeCloseTo(scores.get('lifetime_value')?.[7] ?? 0, 6);
    expect(why?.reasons.reduce((sum, { contribution }) => sum + contribution, why.base)).toBeCloseTo(why?.output ?? 0, 4);
  });

  it('are not used together when they read notes in different ways', () => {
    const saved = json(files, 'churned/logistic/pipeline.json');
    const other = structuredClone(saved);
    other.steps.encodings[0].encoding.words.idf[0] += 1;
    const load = (...all: unknown[]) => ClientScorer.load(all.map((each, i) => [`model ${i}`, each] as const));
    expect(() => load(saved, saved)).not.toThrow();
    expect(() => load(saved, other)).toThrow(/different ways/);
    expect(() => load()).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
    expect(loadPipeline(saved).pipeline.algorithm).toBe('logistic');
  });
});

describe('training models of clients', () => {
  const fast = { preset: 'fast', seed: 1 } as const;

  it('leaves a target out that nobody has, but not one that was asked for', async () => {
    const none = Float64Array.from(clients.ids, () => Number.NaN);
    const some = { ...clients, labels: { ...clients.labels, churned: none, lifetime_value: none } };
    const { targets, leftOut } = await trainClientModels(some, fast);
    expect(targets.map(({ target, best }) => [target, best])).toEqual([['purchased', 'random_forest']]);
    expect(leftOut.map(({ target }) => target)).toEqual(['churned', 'lifetime_value']);
    await expect(trainClientModels(some, { ...fast, targets: ['churned'] })).rejects.toMatchObject({ code: 'learning.target_missing' });
    const unlabelled = { ...clients, labels: { purchased: none, churned: none, lifetime_value: none } };
    await expect(trainClientModels(unlabelled, fast)).rejects.toMatchObject({ code: 'learning.target_missing' });
  });

  it('learns from clients whose label is known, and judges on none but such', async () => {
    const purchased = clients.labels.purchased.map((label, row) => (row % 3 === 0 ? Number.NaN : label));
    const { targets, split } = await trainClientModels(
      { ...clients, labels: { ...clients.labels, purchased } },
      { ...fast, targets: ['purchased'] },
    );
    const [{ rows, models }] = targets;
    expect([...rows.train, ...rows.test].every((row) => row % 3 !== 0)).toBe(true);
    expect(rows.train.every((row) => split.train.includes(row))).toBe(true);
    expect(models[0].evaluation.rows).toBe(rows.test.length);
    expect(readClientTarget({ ...clients.labels, purchased }, 'purchased').kept).toHaveLength(80);
  });

  it('searches hyper-parameters on the training clients when asked to', async () => {
    const studied = { ...fast, tune: true, targets: ['lifetime_value'] } as const;
    const few: LabelledClients = {
      ids: clients.ids.slice(0, 40),
      texts: clients.texts.slice(0, 40),
      labels: {
        purchased: clients.labels.purchased.slice(0, 40),
        churned: clients.labels.churned.slice(0, 40),
        lifetime_value: clients.labels.lifetime_value.slice(0, 40),
      },
    };
    const { targets } = await trainClientModels(few, studied);
    const [{ study, hyperparameters }] = targets[0].models;
    // Three by three points: all of them.
    expect(study?.trials.map(({ state }) => state)).toEqual(Array.from({ length: 9 }, () => 'complete'));
    const best = study?.trials.reduce((a, b) => ((b.mean ?? 0) > (a.mean ?? 0) ? b : a));
    expect(hyperparameters).toMatchObject({ ...best?.hyperparameters, max_features: 'sqrt' });
  }, 60_000);

  it('has a space for every algorithm of the full preset', () => {
    for (const task of ['classification', 'regression'] as const)
      expect(
        clientPreset('maximum_accuracy')
          .members(task)
          .every(({ algorithm }) => memberSpace(algorithm)),
      ).toBe(true);
    expect(memberSpace('ridge')).toBeUndefined();
  });

  it('refuses presets and seeds that are none, and stops when told to', async () => {
    await expect(trainClientModels(clients, { preset: 'ful', seed: 1 })).rejects.toMatchObject({ where: 'preset' });
    await expect(trainClientModels(clients, { preset: 'fast', seed: 0.5 })).rejects.toMatchObject({ where: 'seed' });
    const signal = AbortSignal.abort();
    await expect(trainClientModels(clients, { ...fast, signal })).rejects.toMatchObject({ code: 'learning.aborted' });
  });
});
