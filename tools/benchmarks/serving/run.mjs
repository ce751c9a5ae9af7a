/**
 * One-row predictions over HTTP: Atelier's whole path (key, validation, routing, ONNX, durable log) against a bare Fastify + onnxruntime-node server and against
 * MLServer, BentoML and MLflow, all with the same ONNX file. Rounds alternate, so that a busy machine hits all alike; ratios are of the same round.
 * usage: npm run benchmark -- serving [--seconds 4] [--rounds 5]; the peers first: sh tools/benchmarks/serving/peers/setup.sh
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, option, printTable, secondsSince, sleep } from '../measure.mjs';
import { load } from './load.mjs';
import { servingModel } from './model.mjs';
import { peerNames, startPeer } from './peers.mjs';

const seconds = option('seconds', 4);
const rounds = option('rounds', 5);
const path = '/api/ml/models/predict';

const model = mkdtempSync(join(tmpdir(), 'atelier-bench-model-'));
const { onnx, manifest, features } = await servingModel();
writeFileSync(join(model, 'model.onnx'), onnx);
writeFileSync(join(model, 'manifest.json'), JSON.stringify(manifest));
writeFileSync(join(model, 'features.json'), JSON.stringify(features));

const servers = [await startOwn('bare'), await startOwn('atelier')];
const missing = [];
for (const name of peerNames) {
  try {
    servers.push(await startPeer(name, model));
  } catch (error) {
    missing.push(`${name}: ${error.message}`);
  }
}
try {
  await requireSameAnswers();
  for (const server of servers) await load(server, 8, 2);
  console.log(`${rounds} rounds of ${seconds} s each, medians; requests of one row\n`);
  for (const connections of [1, 8, 32]) await compare(connections);
  await tellLog(servers[1]);
  for (const fault of missing) console.log(`Not measured: ${fault}`);
} finally {
  for (const server of servers) server.stop();
  rmSync(model, { recursive: true, force: true });
}

async function startOwn(name) {
  const child = fork(join(import.meta.dirname, `${name}.mjs`), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { port, key, body } = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (status) => reject(new Error(`${name} ended with ${status}`)));
  });
  const probabilities = ({ prediction_proba }) => prediction_proba[0];
  return { name, pid: child.pid, port, path, key, body, probabilities, stop: () => child.send('stop') };
}

/** A server that answers something else would be compared for nothing. */
async function requireSameAnswers() {
  const answers = await Promise.all(servers.map(ask));
  for (const [i, answer] of answers.entries()) {
    const fits = answer.length === answers[0].length && answer.every((value, at) => Math.abs(value - answers[0][at]) < 1e-5);
    if (!fits) throw new Error(`${servers[i].name} answers ${answer}, ${servers[0].name} ${answers[0]}`);
  }
}

async function ask(server) {
  const headers = { 'content-type': 'application/json', ...(server.key ? { authorization: `Bearer ${server.key}` } : {}) };
  const answer = await fetch(`http://127.0.0.1:${server.port}${server.path}`, { method: 'POST', headers, body: server.body });
  if (!answer.ok) throw new Error(`${server.name}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  return server.probabilities(await answer.json());
}

/** Answers are on disk before they are sent; the database has them a little later. How far behind it is when the load ends, and for how long. */
async function tellLog({ port }) {
  const waiting = async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(/^atelier_prediction_spool_bytes(?:{.*})? (\S+)$/m.exec(metrics)[1]);
  };
  const bytes = await waiting();
  const begun = performance.now();
  while ((await waiting()) > 0) await sleep(100);
  console.log(
    `When the load ended, ${(bytes / 1e6).toFixed(1)} MB of logged answers waited for the database; it had them ${secondsSince(begun).toFixed(1)} s later.`,
  );
}

async function compare(connections) {
  const results = servers.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, server] of servers.entries()) results[i].push(await load(server, connections, seconds));
  }
  const atelier = results[1];
  const rows = servers.map(({ name }, i) => {
    const of = (field) => median(results[i].map((result) => result[field]));
    const ratio = median(results[i].map(({ perSecond }, round) => atelier[round].perSecond / perSecond));
    const cells = [name, of('perSecond').toFixed(0), ratio.toFixed(2), of('p50').toFixed(2), of('p99').toFixed(2), of('cpu').toFixed(0)];
    return i === 1 ? cells.map((cell) => `**${cell}**`) : cells;
  });
  console.log(`${connections} connection${connections > 1 ? 's' : ''}:\n`);
  printTable(['server', 'requests/s', 'Atelier is × as fast', 'p50 ms', 'p99 ms', 'CPU µs a request'], rows);
  console.log('');
}
