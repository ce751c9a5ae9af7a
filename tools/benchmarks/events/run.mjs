// Events per second, outbox → driver → inbox, for one service that says and one that hears (its handler stores nothing: what is measured is the bus).
// usage: npm run benchmark -- events [--events 50000] [--rounds 3]
//        ATELIER_TEST_KAFKA_BROKERS and ATELIER_TEST_DATABASE_URL choose servers; without, tools/servers starts them.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { BusModule, BusStatistics, busMigration, busTransport, OnEvent, outboxToken } from '@atelier/bus';
import { DatabaseModule, startTestDatabase } from '@atelier/database';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { startServers } from '../../servers/servers.mjs';
import { median, option, printTable, sleep } from '../measure.mjs';

const total = option('events', 50_000);
const rounds = option('rounds', 3);
const perTransaction = 500;

// Node runs this file as it is, so decorators are applied by hand.
class Listener {
  async heard() {}
}
Payload()(Listener.prototype, 'heard', 0);
OnEvent('registry', 'training.failed')(Listener.prototype, 'heard', Object.getOwnPropertyDescriptor(Listener.prototype, 'heard'));
Controller()(Listener);

/** Events a second into the outbox and from there to the handler, and milliseconds from a commit to its handler when all is quiet. */
async function measure(driver, url) {
  class Program {}
  Module({
    imports: [
      DatabaseModule.forProgram({
        connection: { url },
        services: ['trainer', 'registry'].map((service) => ({ service, entities: [], migrations: [busMigration(service)] })),
      }),
      BusModule.forProgram({ driver, services: ['trainer', 'registry'] }),
    ],
    controllers: [Listener],
  })(Program);
  const application = await NestFactory.create(Program, new FastifyAdapter(), { logger: ['error', 'warn'] });
  await application.init();
  const dataSource = application.get(DataSource);
  const outbox = application.get(outboxToken('trainer'));
  const counts = application.get(BusStatistics).of('registry');
  const publish = (count) =>
    dataSource.transaction(async (manager) => {
      for (let n = 0; n < count; n++) await outbox.publish(manager, 'p', 'training.failed', event(n));
    });
  const handled = async (count) => {
    while (counts.handled < count) await sleep(1);
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
    const latencies = [];
    for (let n = 0; n < 100; n++) {
      await publish(1);
      const committed = performance.now();
      await handled(total + n + 1);
      latencies.push(performance.now() - committed);
    }
    latencies.sort((x, y) => x - y);
    return { stored: (total / stored) * 1000, through: ((total - before) / through) * 1000, p50: latencies[50], p95: latencies[95] };
  } finally {
    await application.close();
  }
}

const event = (n) => ({
  job_id: `job-${n % 100}`,
  dataset_id: 'd',
  status: 'failed',
  code: 'internal',
  detail: 'benchmark',
  retraining_id: null,
});

async function inProcess() {
  const database = await startTestDatabase();
  try {
    return await measure({ kind: 'in-process' }, database.url);
  } finally {
    await database.stop();
  }
}

async function overKafka(servers) {
  const url = new URL(servers.databaseUrl);
  url.pathname = await makeDatabase(servers.databaseUrl);
  return measure({ kind: 'kafka', brokers: servers.kafkaBrokers.split(','), clientId: 'benchmark', prefix: `${randomUUID()}.` }, url.href);
}

/** A database of the benchmark's own on the server. */
async function makeDatabase(url) {
  const name = `benchmark_${randomUUID().replaceAll('-', '')}`;
  const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
  await dataSource.query(`CREATE DATABASE ${name}`);
  await dataSource.destroy();
  return name;
}

const servers = await startServers();
const results = { 'in process, embedded PostgreSQL': [], 'Kafka, PostgreSQL server': [] };
try {
  for (let round = 0; round < rounds; round++) {
    results['in process, embedded PostgreSQL'].push(await inProcess());
    results['Kafka, PostgreSQL server'].push(await overKafka(servers));
  }
} finally {
  await servers.stop();
}
console.log(`${total} events in each of ${rounds} rounds, medians\n`);
printTable(
  ['driver', 'stored/s', 'outbox → handled/s', 'commit to handled, p50 ms', 'p95 ms', 'bar'],
  Object.entries(results).map(([name, runs]) => {
    const of = (field) => median(runs.map((run) => run[field]));
    const bar = name.startsWith('Kafka') ? '5000/s' : '';
    return [name, of('stored').toFixed(0), of('through').toFixed(0), of('p50').toFixed(1), of('p95').toFixed(1), bar];
  }),
);
