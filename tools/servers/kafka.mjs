// Kafka in KRaft mode, one node, from Maven's jars: no Docker needed.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Child, freePort, require, run } from './child.mjs';

const version = '4.1.0';
const dependency = (group, artifact, number) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`;
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>dev.atelier</groupId><artifactId>kafka-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependency('org.apache.kafka', 'kafka_2.13', version)}${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}</dependencies>
</project>
`;

/** Downloads Kafka's jars into the cache once (43 MB). */
export async function installKafka(cache) {
  const folder = join(cache, `kafka-${version}`);
  if (existsSync(folder)) return folder;
  const maven = await require('mvn', 'maven', 'Kafka');
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'pom.xml'), pom);
  await run(maven, ['-q', '-B', '-f', join(draft, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`]);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** @param {{ cache: string, folder: string }} places */
export async function startKafka({ cache, folder }) {
  const java = await require('java', 'default-jre-headless', 'Kafka');
  const jars = join(await installKafka(cache), '*');
  const [port, controller] = [await freePort(), await freePort()];
  const settings = join(folder, 'server.properties');
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, properties(port, controller, join(folder, 'data')));
  const memory = ['-Xmx512m', '-Xms128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'a');
  await run(java, [...memory, '-cp', jars, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', settings]);
  const child = new Child([java, ...memory, '-cp', jars, 'kafka.Kafka', settings], { log: join(folder, 'kafka.log'), cwd: folder });
  const start = () => child.start(() => answers(port));
  await start();
  return { brokers: `127.0.0.1:${port}`, start, stop: () => child.stop(), kill: () => child.stop('KILL') };
}

function properties(port, controller, data) {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${data}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=10',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=2',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    'log.cleaner.dedupe.buffer.size=4194304',
    'log.cleaner.threads=1',
    '',
  ].join('\n');
}

async function answers(port) {
  const { default: kafkajs } = await import('kafkajs');
  mendRequestQueue();
  const kafka = new kafkajs.Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    // Also the part that consumer groups need.
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('no broker registered yet');
  } finally {
    await admin.disconnect();
  }
}

/** kafkajs#1751: a timer with a negative delay after each request, of which Node warns. */
function mendRequestQueue() {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
  const original = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) original.call(this);
  };
}
