import { AtelierError, type EventType } from '@atelier/contracts';
import { DatabaseModule, type ServiceSchema } from '@atelier/database';
import { Controller, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource, type QueryRunner } from 'typeorm';
import { BusModule, type BusOptions } from './bus.module.js';
import type { AtelierEvent, EventContext } from './event.js';
import { DeadLetters } from './inbox/dead-letters.js';
import { busMigration } from './migration.js';
import { OnEvent } from './on-event.js';
import { Outbox, outboxToken } from './outbox/outbox.js';
import { BusStatistics } from './statistics.js';
import { busTransport } from './transport.js';

type Failed = AtelierEvent<'training.failed'>;

export interface Seen {
  readonly event_id: string;
  readonly detail: string;
}

/** The suite's program: trainer says, registry and monitoring hear. */
export interface Program {
  readonly dataSource: DataSource;
  readonly outbox: Outbox;
  readonly deadLetters: DeadLetters;
  readonly statistics: BusStatistics;
  /** What reached the registry's handler, committed or not. */
  readonly events: readonly AtelierEvent<EventType>[];
  /** Details of the events whose effect after commit ran. */
  readonly committed: readonly string[];
  /** The next `n` uses of the artifact store fail. */
  breakStore(n: number): void;
  /** Poison is digestible from now on; `spoil` ends that. */
  mend(): void;
  spoil(): void;
  /** The handler of an event that says "hang" does not return until the function given back is called. */
  hang(): () => void;
  stop(): Promise<void>;
}

const keepSeen = ({ id, data }: Failed, service: string, { manager }: EventContext): Promise<unknown> =>
  manager.query(`INSERT INTO ${service}.seen (event_id, job_id, detail) VALUES ($1, $2, $3)`, [id, data.job_id, data.detail]);

@Injectable()
class Temper {
  readonly events: AtelierEvent<EventType>[] = [];
  readonly committed: string[] = [];
  readonly failures = new Map<string, number>();
  brokenStore = 0;
  mended = false;
  hanging: Promise<void> = Promise.resolve();
}

@Controller()
class RegistryListener {
  constructor(private readonly temper: Temper) {}

  @OnEvent('registry', 'training.failed')
  async failed(@Payload() event: Failed, @Ctx() context: EventContext): Promise<void> {
    this.temper.events.push(event);
    // The effect comes first, so that a failure has something to roll back.
    await keepSeen(event, 'registry', context);
    context.afterCommit(() => this.temper.committed.push(event.data.detail));
    if (event.data.detail === 'hang') await this.temper.hanging;
    this.react(event);
  }

  private react({ id, data: { detail } }: Failed): void {
    if (detail === 'poison' && !this.temper.mended) throw new Error('cannot digest this');
    if (detail === 'typed') throw new AtelierError('model.not_found', 'no model m');
    if (detail === 'needs store' && this.temper.brokenStore-- > 0) throw new AtelierError('artifact.unavailable', 'no store');
    const failures = this.temper.failures.get(id) ?? 0;
    if (detail !== 'fail twice' || failures >= 2) return;
    this.temper.failures.set(id, failures + 1);
    throw new Error(`failure ${failures + 1}`);
  }
}

@Controller()
class MonitoringListener {
  @OnEvent('monitoring', 'training.failed')
  async failed(@Payload() event: Failed, @Ctx() context: EventContext): Promise<void> {
    await keepSeen(event, 'monitoring', context);
  }
}

function seenTable(service: string) {
  return class {
    readonly name = 'SeenTable1';
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(
        `CREATE TABLE ${service}.seen (n bigint GENERATED ALWAYS AS IDENTITY, event_id text PRIMARY KEY, job_id text NOT NULL, detail text NOT NULL)`,
      );
    }
    async down(): Promise<void> {}
  };
}

const schemas: ServiceSchema[] = [
  { service: 'trainer', entities: [], migrations: [busMigration('trainer')] },
  { service: 'registry', entities: [], migrations: [busMigration('registry'), seenTable('registry')] },
  { service: 'monitoring', entities: [], migrations: [busMigration('monitoring'), seenTable('monitoring')] },
];

/** Starts the program; one that is not connected stores events and does nothing with them. */
export async function startProgram(url: string, driver: BusOptions['driver'], { connected = true } = {}): Promise<Program> {
  @Module({
    imports: [
      DatabaseModule.forProgram({ connection: { url }, services: schemas }),
      BusModule.forProgram({ driver, services: ['trainer', 'registry', 'monitoring'], retry: { tries: 3, firstDelayMs: 1 } }),
    ],
    controllers: [RegistryListener, MonitoringListener],
    providers: [Temper],
  })
  class SuiteModule {}
  const application = await NestFactory.create(SuiteModule, new FastifyAdapter(), { logger: false, abortOnError: false });
  if (connected) {
    application.connectMicroservice({ strategy: busTransport(application) });
    await application.startAllMicroservices();
  }
  await application.init();
  const temper = application.get(Temper);
  return {
    dataSource: application.get(DataSource),
    outbox: application.get<Outbox>(outboxToken('trainer')),
    deadLetters: application.get(DeadLetters),
    statistics: application.get(BusStatistics),
    events: temper.events,
    committed: temper.committed,
    breakStore: (n) => {
      temper.brokenStore = n;
    },
    mend: () => {
      temper.mended = true;
    },
    spoil: () => {
      temper.mended = false;
    },
    hang: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      temper.hanging = promise;
      return resolve;
    },
    stop: () => application.close(),
  };
}

/** Repeats the check until it holds; gives up with its failure after half a minute. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
