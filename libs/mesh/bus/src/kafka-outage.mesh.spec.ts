import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startTestDatabase, type TestDatabase } from '@atelier/database';
import { eventually, type Program, startProgram } from './suite-program.suite.js';

interface Kafka {
  readonly brokers: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

// A broker of this spec's own: others must not lose theirs.
const servers = new URL('../../../../tools/servers/kafka.mjs', import.meta.url).href;
const cache = new URL('../../../../.cache/servers', import.meta.url).pathname;

describe('Kafka goes away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-outage-'));
  const exit = jest.fn();
  let kafka: Kafka;
  let database: TestDatabase;
  let program: Program;

  const say = (detail: string): Promise<string> =>
    program.dataSource.transaction((manager) =>
      program.outbox.publish(manager, 'p1', 'training.failed', {
        job_id: 'outage',
        dataset_id: 'd',
        status: 'failed',
        code: 'internal',
        detail,
        retraining_id: null,
      }),
    );
  const seen = async (): Promise<string[]> => {
    const rows: { detail: string }[] = await program.dataSource.query(`SELECT detail FROM registry.seen ORDER BY n`);
    return rows.map(({ detail }) => detail);
  };
  const depth = async (): Promise<number> => (await program.statistics.backlog('trainer')).outboxDepth;

  beforeAll(async () => {
    const { startKafka } = (await import(servers)) as { startKafka(places: { cache: string; folder: string }): Promise<Kafka> };
    [kafka, database] = await Promise.all([startKafka({ cache, folder }), startTestDatabase()]);
    const driver = { kind: 'kafka', brokers: [kafka.brokers], clientId: 'outage', stuckAfterMs: 20_000, exit } as const;
    program = await startProgram(database.url, driver);
  });

  afterAll(async () => {
    await program?.stop();
    await kafka?.stop();
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['stop', 'kill'] as const)('(%s): events wait in the outbox and drain in order when it is back; no process ends', async (way) => {
    const before = await seen();
    await say(`${way} before`);
    await eventually(async () => expect(await seen()).toEqual([...before, `${way} before`]));
    await kafka[way]();
    for (let n = 0; n < 20; n++) await say(`${way} ${n}`);
    expect(await depth()).toBeGreaterThan(0);
    await kafka.start();
    const expected = [...before, `${way} before`, ...Array.from({ length: 20 }, (_, n) => `${way} ${n}`)];
    await eventually(async () => expect(await seen()).toEqual(expected));
    await eventually(async () => expect(await depth()).toBe(0));
    expect(exit).not.toHaveBeenCalled();
  });

  it('starts while it is away', async () => {
    await program.stop();
    await kafka.stop();
    program = await startProgram(database.url, { kind: 'kafka', brokers: [kafka.brokers], clientId: 'outage', exit });
    await say('before the broker');
    await kafka.start();
    await eventually(async () => expect((await seen()).at(-1)).toBe('before the broker'));
  });

  it('ends a process whose consumer is stuck although the broker answers', async () => {
    await program.stop();
    program = await startProgram(database.url, { kind: 'kafka', brokers: [kafka.brokers], clientId: 'outage', stuckAfterMs: 1000, exit });
    await say('works');
    await eventually(async () => expect((await seen()).at(-1)).toBe('works'));
    exit.mockClear();
    const release = program.hang();
    await say('hang');
    await eventually(async () => expect(exit).toHaveBeenCalledWith(1));
    expect(program.statistics.of('registry').handled).toBe(1);
    release();
    await eventually(async () => expect((await seen()).at(-1)).toBe('hang'));
  });
});
