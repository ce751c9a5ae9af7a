import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventType, ServiceName } from '@atelier/contracts';
import { testDataSource } from '@atelier/database';
import { from } from 'rxjs';
import type { DataSource } from 'typeorm';
import { InProcessDriver } from './drivers/in-process.driver.js';
import type { AtelierEvent } from './event.js';
import { busMigration } from './migration.js';
import { eventPattern } from './on-event.js';
import { StoredOutbox, Wakings } from './outbox/stored-outbox.js';
import { BusRuntime } from './runtime.js';
import { BusStatistics } from './statistics.js';
import { eventually } from './suite-program.suite.js';
import { BusTransport } from './transport.js';

const services: ServiceName[] = ['trainer', 'registry'];
const failed = { job_id: 'j', dataset_id: 'd', status: 'failed', code: 'internal', detail: '', retraining_id: null } as const;

describe('BusRuntime and BusTransport', () => {
  let dataSource: DataSource;
  let stopDatabase: () => Promise<void>;

  beforeAll(async () => {
    const schemas = services.map((service) => ({ service, entities: [], migrations: [busMigration(service)] }));
    ({ dataSource, stop: stopDatabase } = await testDataSource(schemas));
  });
  afterAll(() => stopDatabase());

  const parts = () => {
    const [wakings, statistics] = [new Wakings(dataSource), new BusStatistics(dataSource, services)];
    const driver = new InProcessDriver(dataSource);
    const runtime = new BusRuntime(dataSource, services, driver, wakings, statistics, { tries: 1, firstDelayMs: 1 });
    return { runtime, statistics, transport: new BusTransport(runtime), outbox: new StoredOutbox('trainer', wakings) };
  };
  const listen = (transport: BusTransport): Promise<unknown> => new Promise((resolve) => void transport.listen(resolve));

  it('refuses a handler that is not declared with @OnEvent', () => {
    expect(() => parts().transport.addHandler({ cmd: 'sum' }, async () => undefined)).toThrow('not declared with @OnEvent');
  });

  it('refuses handlers of a service that the program does not name', async () => {
    const { transport } = parts();
    transport.addHandler(eventPattern('monitoring', 'training.failed'), async () => undefined);
    expect(await listen(transport)).toMatchObject({ code: 'settings.invalid', detail: expect.stringContaining('monitoring') });
  });

  it('counts what it does not host as a mistake', () => {
    expect(() => parts().statistics.of('inference')).toThrow('does not host inference');
  });

  it('lets events flow only when handlers are known and the application is initialised, in either order', async () => {
    for (const bootFirst of [true, false]) {
      const { runtime, transport, outbox, statistics } = parts();
      const heard: string[] = [];
      // Two handlers of one event, one of which answers with an observable, as Nest's proxies may.
      transport.addHandler(eventPattern('registry', 'training.failed'), async ({ id }: AtelierEvent<EventType>) => from([heard.push(id)]));
      transport.addHandler(eventPattern('registry', 'training.failed'), async ({ id }: AtelierEvent<EventType>) => void heard.push(id));
      const id = await outbox.publish(dataSource.manager, 'p', 'training.failed', failed);
      if (bootFirst) await runtime.onApplicationBootstrap();
      expect(await listen(transport)).toBeUndefined();
      if (!bootFirst) {
        expect((await statistics.backlog('trainer')).outboxDepth).toBe(1);
        await runtime.onApplicationBootstrap();
      }
      await eventually(async () => expect(heard).toEqual([id, id]));
      // Outside of a transaction the event is stored at once, and the relay woken.
      const second = await outbox.publish(dataSource.manager, 'p', 'training.failed', failed);
      await eventually(async () => expect(heard).toEqual([id, id, second, second]));
      await eventually(async () => expect(await statistics.backlog('registry')).toMatchObject({ consumerLag: 0, deadLetters: 0 }));
      expect(statistics.of('trainer').published).toBe(2);
      await transport.close();
    }
  });

  it('tells how much waits and for how long, and a lag that a broker knows', async () => {
    const { outbox, statistics } = parts();
    await outbox.publish(dataSource.manager, 'p', 'training.failed', failed);
    const backlog = await statistics.backlog('trainer');
    expect(backlog.outboxDepth).toBe(1);
    expect(backlog.outboxOldestSeconds).toBeGreaterThanOrEqual(0);
    statistics.setLag('trainer', 12);
    expect((await statistics.backlog('trainer')).consumerLag).toBe(12);
  });

  it('takes its tables away again', async () => {
    const runner = dataSource.createQueryRunner();
    await new (busMigration('trainer'))().down(runner);
    await runner.release();
    expect(await dataSource.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'trainer'`)).toEqual([{ tablename: 'migrations' }]);
  });
});
