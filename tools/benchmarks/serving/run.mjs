/**
 * One-row predictions over HTTP: Atelier's whole path (key, validation, routing, ONNX, durable log) against a bare Fastify + onnxruntime-node server
 * with the same model, and both by one loop of raw sockets in this process. Rounds alternate, so that a busy machine hits both alike.
 * usage: npm run build && node tools/benchmarks/serving/run.mjs [--seconds 4] [--rounds 3]
 */
import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const seconds = option('seconds', 4);
const rounds = option('rounds', 3);

async function start(program) {
  const child = fork(fileURLToPath(new URL(`./${program}.mjs`, import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { port, key, body } = await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  const head = [
    'POST /api/ml/models/predict HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return { name: program, port, request: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`), child };
}

/** CPU time of a server so far, all threads, in microseconds: what it costs whatever else the machine does. */
function cpuOf(child) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send('cpu');
  });
}

/** Each connection asks again as soon as it has its answer. */
async function load({ port, request, name, child }, connections, duration) {
  const latencies = [];
  const end = performance.now() + duration * 1000;
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true);
      let asked = 0;
      let received = '';
      const ask = () => {
        asked = performance.now();
        socket.write(request);
      };
      socket.on('connect', ask);
      socket.on('error', reject);
      socket.on('data', (data) => {
        received += data.toString('latin1');
        const head = received.indexOf('\r\n\r\n');
        if (head < 0 || received.length < head + 4 + Number(/content-length: (\d+)/i.exec(received)?.[1])) return;
        if (!received.startsWith('HTTP/1.1 200')) reject(new Error(`${name}: ${received.slice(0, 500)}`));
        received = '';
        latencies.push(performance.now() - asked);
        if (performance.now() < end) ask();
        else socket.end(resolve);
      });
    });
  const before = await cpuOf(child);
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, one));
  const took = (performance.now() - began) / 1000;
  const cpu = ((await cpuOf(child)) - before) / latencies.length;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor(latencies.length * share)];
  return { perSecond: latencies.length / took, p50: at(0.5), p99: at(0.99), cpu };
}

const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const servers = [await start('bare'), await start('atelier')];
for (const server of servers) await load(server, 8, 2);
console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.version}; ${rounds} rounds of ${seconds} s, medians`);
console.log(
  '| connections | bare /s | atelier /s | ratio | CPU a request: bare / atelier | bare p99 ms | atelier p50 ms | atelier p99 ms |\n|---|---|---|---|---|---|---|---|',
);
for (const connections of [1, 8, 32]) {
  const results = [[], []];
  for (let round = 0; round < rounds; round++) for (const i of [0, 1]) results[i].push(await load(servers[i], connections, seconds));
  const of = (i, field) => middle(results[i].map((each) => each[field]));
  const ratio = middle(results[1].map(({ perSecond }, i) => perSecond / results[0][i].perSecond));
  const cells = [
    connections,
    of(0, 'perSecond').toFixed(0),
    of(1, 'perSecond').toFixed(0),
    ratio.toFixed(2),
    `${of(0, 'cpu').toFixed(0)} / ${of(1, 'cpu').toFixed(0)} µs`,
  ];
  console.log(`| ${[...cells, of(0, 'p99').toFixed(2), of(1, 'p50').toFixed(2), of(1, 'p99').toFixed(2)].join(' | ')} |`);
}
for (const { child } of servers) child.send('stop');
