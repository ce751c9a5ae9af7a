import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AtelierError, type EventData, type ServiceName } from '@atelier/contracts';
import { databaseError, startTestDatabase, type TestDatabase } from '@atelier/database';
import type { DataSource } from 'typeorm';
import type { BusOptions } from './bus.module.js';
import { eventually, type Program, type Seen, startProgram } from './suite-program.suite.js';

export interface BusUnderTest {
  readonly driver: BusOptions['driver'];
  /** Brings bytes to a service's door past every outbox, as a faulty producer would. */
  deliver(dataSource: DataSource, service: ServiceName, topic: string, value: string): Promise<void>;
  /** Has all that the registry was ever sent brought once more when the program, stopped now, starts again. */
  redeliver(databaseUrl: string): Promise<void>;
  stop(): Promise<void>;
}

const failed = (job: string, detail = ''): EventData<'training.failed'> => ({
  job_id: job,
  dataset_id: 'd',
  status: 'failed',
  code: 'internal',
  detail,
  retraining_id: null,
});

/** What a bus must do; the in-process and the Kafka driver run it. */
export function busSuite(name: string, start: () => Promise<BusUnderTest>): void {
  describe(`bus ${name}`, () => {
    let database: TestDatabase;
    let bus: BusUnderTest;
    let program: Program;

    beforeAll(async () => {
      [database, bus] = await Promise.all([startTestDatabase(), start()]);
      program = await startProgram(database.url, bus.driver);
    });

    afterAll(async () => {
      await program?.stop();
      await bus?.stop();
      await database?.stop();
    });

    const say = (...events: EventData<'training.failed'>[]): Promise<string[]> =>
      program.dataSource.transaction(async (manager) => {
        const ids: string[] = [];
        for (const event of events) ids.push(await program.outbox.publish(manager, 'p1', 'training.failed', event));
        return ids;
      });
    const seen = (service: 'registry' | 'monitoring', job: string): Promise<Seen[]> =>
      program.dataSource.query(`SELECT event_id, detail FROM ${service}.seen WHERE job_id = $1 ORDER BY n`, [job]);
    const deathOf = async (job: string) => (await program.deadLetters.list()).filter(({ key }) => key === job);

    it('brings an event to every service that handles it, with its envelope', async () => {
      const [id] = await say(failed('envelope', 'x'));
      await eventually(async () => {
        expect(await seen('registry', 'envelope')).toEqual([{ event_id: id, detail: 'x' }]);
        expect(await seen('monitoring', 'envelope')).toEqual([{ event_id: id, detail: 'x' }]);
      });
      expect(program.events.find((event) => event.id === id)).toMatchObject({
        specversion: '1.0',
        source: 'atelier/trainer',
        type: 'training.failed',
        subject: 'envelope',
        project: 'p1',
        dataschema: 'atelier:training.failed:1',
        data: failed('envelope', 'x'),
      });
    });

    it('publishes nothing of a transaction that is rolled back', async () => {
      const attempt = program.dataSource.transaction(async (manager) => {
        await program.outbox.publish(manager, 'p1', 'training.failed', failed('rolled-back'));
        throw new Error('no');
      });
      await expect(attempt).rejects.toThrow('no');
      await say(failed('after-rollback'));
      await eventually(async () => expect(await seen('registry', 'after-rollback')).toHaveLength(1));
      expect(await seen('registry', 'rolled-back')).toEqual([]);
    });

    it('wakes only when the outer transaction commits, not at a savepoint', async () => {
      await program.dataSource.transaction(async (outer) => {
        await outer.transaction((inner) => program.outbox.publish(inner, 'p1', 'training.failed', failed('nested')));
        expect(await seen('registry', 'nested')).toEqual([]);
      });
      await eventually(async () => expect(await seen('registry', 'nested')).toHaveLength(1));
    });

    it('refuses a payload that does not fit its schema, and stores nothing', async () => {
      const wrong = { ...failed('wrong'), status: 'completed' } as unknown as EventData<'training.failed'>;
      await expect(say(wrong)).rejects.toMatchObject({ code: 'event.invalid', errors: [{ path: 'status' }] });
      await expect(say(failed('large', 'x'.repeat(5_000_000)))).rejects.toMatchObject({ code: 'event.invalid' });
    });

    it('keeps the order of each key over many transactions', async () => {
      const keys = ['order-a', 'order-b', 'order-c'];
      for (let n = 0; n < 60; n++) await say(...keys.map((key) => failed(key, String(n))));
      const expected = Array.from({ length: 60 }, (_, n) => String(n));
      for (const key of keys) {
        await eventually(async () => expect((await seen('registry', key)).map(({ detail }) => detail)).toEqual(expected));
      }
    });

    it('brings large events, and many of them', async () => {
      const large = 'x'.repeat(300_000);
      await say(...Array.from({ length: 20 }, () => failed('large-many', large)), failed('largest', 'y'.repeat(3_000_000)));
      await eventually(async () => {
        expect(await seen('registry', 'large-many')).toHaveLength(20);
        expect(await seen('registry', 'largest')).toHaveLength(1);
      });
    });

    it('tries again what fails, then goes on; effects after commit happen once', async () => {
      await say(failed('flaky', 'fail twice'), failed('flaky', 'next'));
      await eventually(async () => expect((await seen('registry', 'flaky')).map(({ detail }) => detail)).toEqual(['fail twice', 'next']));
      expect(program.committed.filter((detail) => detail === 'fail twice')).toHaveLength(1);
      expect(await deathOf('flaky')).toEqual([]);
    });

    it('waits without end for what is unavailable, and keeps the order meanwhile', async () => {
      program.breakStore(12);
      await say(failed('store', 'needs store'), failed('store', 'next'));
      await eventually(async () => expect((await seen('registry', 'store')).map(({ detail }) => detail)).toEqual(['needs store', 'next']));
      expect(await deathOf('store')).toEqual([]);
    });

    it('isolates a poison event: dead letter with its reason, those around it are handled', async () => {
      await say(failed('poison', 'before'), failed('poison', 'poison'), failed('poison', 'behind'));
      await eventually(async () => expect((await seen('registry', 'poison')).map(({ detail }) => detail)).toEqual(['before', 'behind']));
      await eventually(async () =>
        expect(await deathOf('poison')).toMatchObject([
          { service: 'registry', topic: 'training', reason: 'event.handler_failed', detail: 'cannot digest this', tries: 3 },
        ]),
      );
      // The other service has no trouble with it.
      await eventually(async () => expect(await seen('monitoring', 'poison')).toHaveLength(3));
    });

    it('keeps the code of a typed failure as the reason', async () => {
      await say(failed('typed', 'typed'));
      await eventually(async () => expect(await deathOf('typed')).toMatchObject([{ reason: 'model.not_found', detail: 'no model m' }]));
    });

    it('replays a dead letter when its cause is mended, once', async () => {
      await say(failed('replayed', 'poison'));
      await eventually(async () => expect(await deathOf('replayed')).toHaveLength(1));
      const [{ id }] = await deathOf('replayed');
      await expect(program.deadLetters.replay(id)).rejects.toThrow();
      expect(await deathOf('replayed')).toMatchObject([{ id, tries: 4 }]);
      program.mend();
      await program.deadLetters.replay(id);
      expect(await seen('registry', 'replayed')).toHaveLength(1);
      expect(await deathOf('replayed')).toEqual([]);
      await expect(program.deadLetters.replay(id)).rejects.toMatchObject({ code: 'event.dead_letter_not_found' });
      program.spoil();
    });

    it.each([
      ['text that is not JSON', '{"specversion":', 'not JSON'],
      ['JSON that is no CloudEvent', '{"a":1}', 'no CloudEvent'],
      ['an unknown type', envelope({ type: 'training.exploded' }), 'unknown event type training.exploded'],
      ['an unknown schema', envelope({ dataschema: 'atelier:training.failed:99' }), 'unknown schema atelier:training.failed:99'],
      ['a payload that does not fit', envelope({ data: { job_id: 'x' } }), 'the payload does not fit'],
      ['a null character', 'a\0b', 'not JSON'],
    ])('makes %s a dead letter and handles the next', async (_, value, detail) => {
      await bus.deliver(program.dataSource, 'registry', 'training', value);
      const [id] = await say(failed(`after-${detail}`));
      await eventually(async () => expect(await seen('registry', `after-${detail}`)).toContainEqual({ event_id: id, detail: '' }));
      await eventually(async () => {
        const letters = await program.deadLetters.list();
        const match = letters.find((letter) => letter.service === 'registry' && letter.event === value.replaceAll('\0', '\uFFFD'));
        expect(match).toMatchObject({ reason: 'event.invalid', detail: expect.stringContaining(detail) });
      });
    });

    it('changes nothing when everything is delivered again', async () => {
      const state = () => program.dataSource.query('SELECT event_id, n FROM registry.seen ORDER BY n');
      const count = async () => (await program.dataSource.query('SELECT count(*)::int AS n FROM registry.dead_letter'))[0].n;
      await say(failed('before-redelivery'));
      await eventually(async () => expect(await seen('registry', 'before-redelivery')).toHaveLength(1));
      const [before, letters] = [await state(), await count()];
      await program.stop();
      await bus.redeliver(database.url);
      program = await startProgram(database.url, bus.driver);
      await say(failed('after-redelivery'));
      await eventually(async () => expect(await seen('registry', 'after-redelivery')).toHaveLength(1));
      await eventually(async () => expect(program.statistics.of('registry').duplicates).toBeGreaterThanOrEqual(before.length));
      expect((await state()).slice(0, before.length)).toEqual(before);
      expect(await state()).toHaveLength(before.length + 1);
      expect(await count()).toBe(letters);
    });

    it('delivers after a restart what was committed but not published', async () => {
      await program.stop();
      const quiet = await startProgram(database.url, bus.driver, { connected: false });
      await quiet.dataSource.transaction((manager) => quiet.outbox.publish(manager, 'p1', 'training.failed', failed('orphan')));
      await quiet.stop();
      program = await startProgram(database.url, bus.driver);
      await eventually(async () => expect(await seen('registry', 'orphan')).toHaveLength(1));
      await eventually(async () => expect((await program.statistics.backlog('trainer')).outboxDepth).toBe(0));
    });

    it('lets one of several replicas relay, and each event is applied once', async () => {
      const replica = await startProgram(database.url, bus.driver);
      const events = Array.from({ length: 300 }, (_, n) => failed('replicas', String(n)));
      for (let n = 0; n < 300; n += 10) {
        const { dataSource, outbox } = n % 20 === 0 ? program : replica;
        await dataSource.transaction(async (manager) => {
          for (const event of events.slice(n, n + 10)) await outbox.publish(manager, 'p1', 'training.failed', event);
        });
      }
      await eventually(async () =>
        expect((await seen('registry', 'replicas')).map(({ detail }) => detail)).toEqual(events.map(({ detail }) => detail)),
      );
      await replica.stop();
    });

    it('goes on after the database cut every connection', async () => {
      const cut = program.dataSource
        .query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'atelier' AND pid <> pg_backend_pid()`)
        .catch((error: unknown) => databaseError(error));
      const outcome: unknown = await cut;
      if (outcome instanceof AtelierError) expect(outcome.code).toBe('database.unavailable');
      await eventually(async () => void (await say(failed('after-cut'))));
      await eventually(async () => expect((await seen('registry', 'after-cut')).length).toBeGreaterThan(0));
    });

    it('carries many events', async () => {
      const batch = Array.from({ length: 1000 }, (_, n) => failed(`many-${n % 50}`, String(n)));
      for (let n = 0; n < 3; n++) await say(...batch);
      const total = async () =>
        (await program.dataSource.query(`SELECT count(*)::int AS n FROM registry.seen WHERE job_id LIKE 'many-%'`))[0].n;
      await eventually(async () => expect(await total()).toBe(3000));
    });
  });
}

function envelope(change: object): string {
  return JSON.stringify({
    specversion: '1.0',
    id: `fault-${JSON.stringify(change)}`,
    source: 'atelier/trainer',
    type: 'training.failed',
    subject: 'x',
    time: '2026-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    dataschema: 'atelier:training.failed:1',
    project: 'p1',
    data: failed('x'),
    ...change,
  });
}
