// Online reads over HTTP of 100 features of ten views by one key, one request after another: of the embedded program, and of the feature store on a PostgreSQL server
// (ATELIER_TEST_DATABASE_URL, else one of this machine). `--requests N`, `--entities N`. Times are a raw socket's, so that no client's work is in them; the SDK's are told beside.
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';

import { connect } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtelierClient } from '@atelier/sdk';
import { startPostgres } from '../../../servers/postgres.mjs';
import { startEmbedded } from '../../embedded.mjs';
import { cpuTree, option, printTable } from '../../measure.mjs';
import { isWhole, requestOf } from '../../serving/load.mjs';

const entities = option('entities', 20_000);
const requests = option('requests', 5000);
const views = 10;
const features = Array.from({ length: 10 }, (_, at) => `f${at}`);
const idOf = (request) => (request * 7919) % entities;
const asked = (ids) => ({ feature_service: 'all', entities: { client_id: ids } });

async function fill(store) {
  await store.registerEntity({ name: 'client', join_keys: [{ name: 'client_id', type: 'integer' }] });
  for (let v = 0; v < views; v++) {
    const schema = features.map((name) => ({ name: `v${v}_${name}`, type: 'float' }));
    await store.registerView({ name: `v${v}`, kind: 'stream', entity: 'client', schema });
    for (let from = 0; from < entities; from += 10_000) {
      const ids = Array.from({ length: Math.min(10_000, entities - from) }, (_, at) => from + at);
      const columns = schema.map(({ name }, f) => [name, ids.map((id) => ((id * 31 + f) % 997) / 8)]);
      const df = { client_id: ids, event_timestamp: ids.map(() => '2026-11-01T00:00:00Z'), ...Object.fromEntries(columns) };
      await store.push(`v${v}`, df, { to: 'online' });
    }
  }
  await store.registerService({ name: 'all', features: Array.from({ length: views }, (_, v) => ({ view: `v${v}` })) });
}

/** Milliseconds of each request on one connection. */
function ask({ url, key }, count) {
  return new Promise((resolve, reject) => {
    const times = [];
    const socket = connect(Number(new URL(url).port), '127.0.0.1').setNoDelay(true);
    let began = 0;
    let received = '';
    const next = () => {
      const body = JSON.stringify(asked([idOf(times.length)]));
      began = performance.now();
      socket.write(requestOf({ path: '/api/ml/features/get-online-features', key, body }));
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (!isWhole(received)) return;
      times.push(performance.now() - began);
      if (!received.startsWith('HTTP/1.1 200') || received.split('"PRESENT"').length !== 102) reject(new Error(received.slice(0, 1000)));
      received = '';
      if (times.length < count) next();
      else socket.end(() => resolve(times));
    });
  });
}

async function bySdk(store, count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await store.get(asked([idOf(i)]));
    times.push(performance.now() - began);
  }
  return times;
}

function row(name, times, cpu) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * sorted.length)].toFixed(2);
  return [name, at(0.5), at(0.95), at(0.99), at(0.999), cpu?.toFixed(2) ?? ''];
}

/** Fills the store, lets every row be seen once, and asks. */
async function measure(name, server) {
  const { features: store } = new AtelierClient(server);
  await fill(store);
  for (let from = 0; from < entities; from += 500)
    await store.get(asked(Array.from({ length: Math.min(500, entities - from) }, (_, at) => from + at)));
  await ask(server, 500);
  const before = cpuTree(process.pid) - ownCpu();
  const times = await ask(server, requests);
  const cpu = ((cpuTree(process.pid) - ownCpu() - before) * 1000) / requests;
  return [row(name, times, cpu), row(`${name}, by the SDK`, await bySdk(store, Math.ceil(requests / 2)))];
}

function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function embedded(folder) {
  const home = join(folder, 'embedded');
  const { url, stop } = await startEmbedded(home);
  return { url, key: readFileSync(join(home, 'api-key'), 'utf8').trim(), stop };
}

async function onPostgres(folder) {
  const given = process.env.ATELIER_TEST_DATABASE_URL;
  const postgres = given ? undefined : await startPostgres({ folder: join(folder, 'postgres') });
  const child = fork(join(import.meta.dirname, 'on-postgres.mjs'), [folder, given ?? postgres.url], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { promise, resolve, reject } = Promise.withResolvers();
  child.once('message', resolve).once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
  const stop = async () => {
    child.kill('SIGKILL');
    await postgres?.stop();
  };
  return { ...(await promise), stop };
}

const folder = mkdtempSync(join(tmpdir(), 'atelier-online-'));
// PostgreSQL refuses to run as root, and its own account must reach its folder.
chmodSync(folder, 0o711);
try {
  console.log(
    `100 features of ${views} views, ${entities} entities each, ${requests} requests one after another; load ${loadavg()[0].toFixed(1)}; bar p99 < 5 ms`,
  );
  const rows = [];
  for (const [name, start] of [
    ['embedded', embedded],
    ['PostgreSQL server', onPostgres],
  ]) {
    const server = await start(folder);
    try {
      rows.push(...(await measure(name, server)));
    } finally {
      await server.stop();
    }
  }
  printTable(['database', 'p50 ms', 'p95 ms', 'p99 ms', 'p99.9 ms', 'CPU ms a request, program and database'], rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
