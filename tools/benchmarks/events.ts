// Events per second, outbox → driver → inbox, for one service that says and one that hears (its handler stores nothing: what is measured is the bus).
// usage: npm run build && node tools/benchmarks/events.ts [EVENTS=50000]
//        ATELIER_TEST_KAFKA_BROKERS and ATELIER_TEST_DATABASE_URL choose servers; without, tools/servers starts them.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { busMigration, BusModule, type BusOptions, BusStatistics, busTransport, OnEvent, type Outbox, outboxToken } from '@atelier/bus';
import { DatabaseModule, startTestDatabase } from '@atelier/database';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';

const total = Number(process.argv[2] ?? 50_000);
const perTransaction = 500;

// Node runs this file without compiling decorators, so they are applied by hand.
class Listener {
  async heard(): Promise<void> {}
}
Payload()(Listener.prototype, 'heard', 0);
const heard = Object.getOwnPropertyDescriptor(Listener.prototype, 'heard');
if (!heard) throw new Error('The listener has a handler.');
OnEvent('registry', 'training.failed')(Listener.prototype, 'heard', heard);
Controller()(Listener);

interface Rates {
  readonly stored: number;
  readonly through: number;
  readonly latencies: readonly number[];
}

async function measure(driver: BusOptions['driver'], url: string): Promise<Rates> {
  class Program {}
  Module({
    imports: [
      DatabaseModule.forProgram({
        connection: { url },
        services: (['trainer', 'registry'] as const).map((service) => ({ service, entities: [], migrations: [busMigration(service)] })),
      }),
      BusModule.forProgram({ driver, services: ['trainer', 'registry'] }),
    ],
    controllers: [Listener],
  })(Program);
  const application = await NestFactory.create(Program, new FastifyAdapter(), { logger: ['error', 'warn'] });
  await application.init();
  const dataSource = application.get(DataSource);
  const outbox = application.get<Outbox>(outboxToken('trainer'));
  const counts = application.get(BusStatistics).of('registry');
  const publish = (count: number): Promise<void> =>
    dataSource.transaction(async (manager) => {
      for (let n = 0; n < count; n++) await outbox.publish(manager, 'p', 'training.failed', event(n));
    });
  const handled = async (count: number): Promise<void> => {
    while (counts.handled < count) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  try {
    const storing = performance.now();
    for (let n = 0; n < total; n += perTransaction) await publish(Math.min(perTransaction, total - n));
    const stored = performance.now() - storing;
    // Events flow from here on. The first is waited for apart: it comes after topics are made and the group is joined.
    application.connectMicroservice({ strategy: busTransport(application) });
    await application.startAllMicroservices();
    await handled(1);
    const [start, before] = [performance.now(), counts.handled];
    await handled(total);
    const through = performance.now() - start;
    const latencies: number[] = [];
    for (let n = 0; n < 100; n++) {
      await publish(1);
      const committed = performance.now();
      await handled(total + n + 1);
      latencies.push(performance.now() - committed);
    }
    return { stored: (total / stored) * 1000, through: ((total - before) / through) * 1000, latencies: latencies.sort((x, y) => x - y) };
  } finally {
    await application.close();
  }
}

const event = (n: number) =>
  ({ job_id: `job-${n % 100}`, dataset_id: 'd', status: 'failed', code: 'internal', detail: 'benchmark', retraining_id: null }) as const;

function print(name: string, { stored, through, latencies }: Rates): void {
  const [median, p95] = [latencies[50], latencies[95]].map((ms) => ms.toFixed(1));
  console.log(
    `${name}: ${Math.round(through)} events/s through (${Math.round(stored)}/s stored), commit to handled ${median} ms median, ${p95} ms p95`,
  );
}

console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${total} events`);
const database = await startTestDatabase();
print('in process, embedded PostgreSQL', await measure({ kind: 'in-process' }, database.url));
await database.stop();

const { startServers } = (await import(new URL('../servers/servers.mjs', import.meta.url).href)) as {
  startServers(): Promise<{ databaseUrl: string; kafkaBrokers: string; stop(): Promise<void> }>;
};
const servers = await startServers();
try {
  const fresh = new URL(servers.databaseUrl);
  fresh.pathname = await makeDatabase(servers.databaseUrl);
  const kafka = { kind: 'kafka', brokers: servers.kafkaBrokers.split(','), clientId: 'benchmark', prefix: `${randomUUID()}.` } as const;
  print('Kafka, PostgreSQL server', await measure(kafka, fresh.href));
} finally {
  await servers.stop();
}

/** A database of the benchmark's own on the server. */
async function makeDatabase(url: string): Promise<string> {
  const name = `benchmark_${randomUUID().replaceAll('-', '')}`;
  const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
  await dataSource.query(`CREATE DATABASE ${name}`);
  await dataSource.destroy();
  return name;
}
