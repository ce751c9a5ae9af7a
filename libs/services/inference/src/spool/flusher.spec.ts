import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Outbox, type WrittenData } from '@atelier/bus';
import { AtelierError, type EventData, eventCatalogue, type EventType } from '@atelier/contracts';
import { testDataSource } from '@atelier/database';
import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { inferenceSchema } from '../inference.schema.js';
import { InferenceOptions } from '../options.js';
import { FailureCounts } from './failure-counts.js';
import { Flusher } from './flusher.js';
import { type LoggedModel, linePrefix, spoolLine } from './logged-prediction.js';
import { PredictionStore } from './prediction-store.js';
import { Spool } from './spool.js';

type Made = EventData<'prediction.made'>;

/** Keeps what is published once its transaction has committed; can be broken. */
class KeptOutbox extends Outbox {
  readonly kept: { project: string; data: Made }[] = [];
  fails: unknown = null;

  async publish(): Promise<never> {
    throw new Error('predictions are told as they were written');
  }

  async publishWritten(manager: EntityManager, project: string, type: EventType, { key, data }: WrittenData): Promise<string> {
    await manager.query('SELECT 1');
    if (this.fails) throw this.fails;
    const made = JSON.parse(data) as Made;
    // The bus does not check what was written: it fits to the letter, and nothing is too much.
    expect(eventCatalogue[type].schema.parse(made)).toEqual(made);
    expect(key).toBe(made.batch_id);
    this.kept.push({ project, data: made });
    return 'id';
  }
}

const model: LoggedModel = { project: 'shop', modelId: uuidv7(), name: 'buyers', version: '1.0.0' };
const line = (id = uuidv7(), of: LoggedModel = model) =>
  spoolLine(linePrefix(of), {
    id,
    at: '2026-11-21T12:00:00.000Z',
    features: { age: 41, city: 'Lima' },
    prediction: 'yes',
    probabilities: [0.2, 0.8],
    latencyMs: 0.5,
    userId: 'ann',
  });

describe('the flusher', () => {
  let database: Awaited<ReturnType<typeof testDataSource>>;
  let folder: string;
  let spool: Spool;
  let outbox: KeptOutbox;
  let failures: FailureCounts;
  let flusher: Flusher;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await testDataSource([inferenceSchema]);
  });
  afterAll(async () => database.stop());
  beforeEach(async () => {
    await database.dataSource.query('DELETE FROM inference.ml_prediction_log');
    folder = mkdtempSync(join(tmpdir(), 'atelier-flusher-'));
    failures = new FailureCounts();
    outbox = new KeptOutbox();
    fresh();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** As a new process on the same folder. */
  const fresh = () => {
    const options = new InferenceOptions({ spoolFolder: folder, flushMs: 1 });
    spool = new Spool(folder, 1e9);
    flusher = new Flusher(spool, new PredictionStore(database.dataSource, outbox), failures, options);
  };
  const stored = async () => {
    const rows: { prediction_id: string }[] = await database.dataSource.query(
      'SELECT prediction_id FROM inference.ml_prediction_log ORDER BY prediction_id',
    );
    return rows.map(({ prediction_id }) => prediction_id);
  };
  const told = () => outbox.kept.flatMap(({ data }) => data.predictions.map(({ prediction_id }) => prediction_id));

  it('moves answers into the database with their event, by project, and leaves the folder empty', async () => {
    const ids = Array.from({ length: 2050 }, () => uuidv7());
    for (const id of ids) spool.write(line(id));
    const other = uuidv7();
    spool.write(line(other, { ...model, project: 'elsewhere' }));
    await flusher.flush();
    expect(await stored()).toEqual([...ids, other].sort());
    expect(told().sort()).toEqual([...ids, other].sort());
    expect(outbox.kept.map(({ project, data }) => [project, data.predictions.length])).toEqual([
      ['shop', 1000],
      ['shop', 1000],
      ['shop', 50],
      ['elsewhere', 1],
    ]);
    expect(outbox.kept[0].data.predictions[0]).not.toHaveProperty('project');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells each answer once although a crash came between the commit and the segment’s end', async () => {
    const ids = [uuidv7(), uuidv7()];
    spool.write(line(ids[0]));
    spool.seal();
    await new PredictionStore(database.dataSource, outbox).store({ project: 'shop', lines: [line(ids[0]).trimEnd()] }, []);
    fresh();
    // Also where such an answer stands beside one that is new.
    spool.write(line(ids[0]) + line(ids[1]));
    await flusher.flush();
    expect(await stored()).toEqual(ids);
    expect(told()).toEqual(ids);
  });

  it('keeps everything while the database or the outbox is away, and moves it when they are back', async () => {
    outbox.fails = new AtelierError('database.unavailable', 'away');
    failures.add(model);
    const id = uuidv7();
    spool.write(line(id));
    await expect(flusher.flush()).rejects.toMatchObject({ code: 'database.unavailable' });
    expect(await stored()).toEqual([]);
    fresh();
    outbox.fails = null;
    await flusher.flush();
    expect(await stored()).toEqual([id]);
    expect(outbox.kept.flatMap(({ data }) => data.failures)).toEqual([{ model_id: model.modelId, model_name: 'buyers', count: 1 }]);
  });

  it('sets aside what the database can never take, and stores the rest', async () => {
    const ids = Array.from({ length: 20 }, () => uuidv7());
    for (const [i, id] of ids.entries()) spool.write(line(i === 13 ? 'no-uuid' : id));
    await flusher.flush();
    expect(await stored()).toEqual(ids.filter((_, i) => i !== 13));
    expect(told().sort()).toEqual(ids.filter((_, i) => i !== 13));
    const refused = JSON.parse(readFileSync(join(folder, 'refused.jsonl'), 'utf8'));
    expect(refused).toMatchObject({ prediction: { prediction_id: 'no-uuid' }, error: expect.stringContaining('uuid') });
    expect(readdirSync(folder)).toEqual(['refused.jsonl']);
  });

  it('drops a whole line that is no JSON, and stores the rest', async () => {
    const ids = [uuidv7(), uuidv7()];
    spool.write(line(ids[0]));
    spool.write('{"project":"shop","model_id":\n{}\n');
    spool.write(line(ids[1]));
    await flusher.flush();
    expect([await stored(), told()]).toEqual([ids, ids]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells of failures without answers, adds up what could not be told, and tells nothing twice', async () => {
    failures.add(model);
    failures.add(model);
    outbox.fails = new AtelierError('database.unavailable', 'away');
    await expect(flusher.flush()).rejects.toThrow();
    failures.add(model);
    outbox.fails = null;
    await flusher.flush();
    await flusher.flush();
    expect(outbox.kept.map(({ data }) => data.failures)).toEqual([[{ model_id: model.modelId, model_name: 'buyers', count: 3 }]]);
  });

  it('works by itself until it is stopped, and moves the rest at the end', async () => {
    flusher.start();
    spool.write(line());
    while (spool.bytes > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    outbox.fails = new AtelierError('database.unavailable', 'away');
    spool.write(line());
    await new Promise((resolve) => setTimeout(resolve, 20));
    outbox.fails = null;
    await flusher.stop();
    expect([(await stored()).length, spool.isEmpty]).toEqual([2, true]);
  });
});
