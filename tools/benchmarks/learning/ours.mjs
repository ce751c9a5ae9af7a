// Our side of the learning benchmark, as peer.py: node ours.mjs FOLDER TABLE ROWS COLUMNS CLASSES THREADS ALGORITHM PARAMETERS.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [folder, table, ...rest] = process.argv.slice(2);
const [rows, columns, classes, threads] = rest.slice(0, 4).map(Number);
const [algorithm, given] = rest.slice(4);
const { estimators, resolveParameters } = await import(process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js');
const estimator = estimators.get(algorithm);
const parameters = resolveParameters(algorithm, estimator.parameters, JSON.parse(given));
const read = (name) => {
  const bytes = readFileSync(`${folder}/${table}_${name}.f32`);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};
const [data, y] = [read('X'), Float64Array.from(read('y'))];
const trained = Math.floor((rows * 4) / 5);
const names = Array.from({ length: columns }, (_, i) => `c${i}`);
const train = { x: { rows: trained, columns, data: data.subarray(0, trained * columns), names }, y: y.subarray(0, trained) };
const test = { rows: rows - trained, columns, data: data.subarray(trained * columns), names };

const status = (field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;

async function fitOnce() {
  globalThis.gc?.();
  writeFileSync('/proc/self/clear_refs', '5');
  const [before, cpu, start] = [status('VmRSS'), process.cpuUsage(), performance.now()];
  const model = await estimator.fit(train, { task: classes > 0 ? 'classification' : 'regression', classes, seed: 1, threads, parameters });
  const wall = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  const memory = status('VmHWM') - before;
  const begun = performance.now();
  const predicted = classes > 0 ? model.predictProba(test) : model.predict(test);
  const predict = (performance.now() - begun) / 1000;
  return { wall, cpu: (used.user + used.system) / 1e6, memory, predict, score: scoreOf(predicted) };
}

function scoreOf(predicted) {
  const truth = y.subarray(trained);
  if (classes === 0) return rSquared(predicted, truth);
  return rocAuc(
    Float64Array.from(truth, (_, row) => predicted[2 * row + 1]),
    truth,
  );
}

function rSquared(predicted, truth) {
  const mean = truth.reduce((a, b) => a + b, 0) / truth.length;
  return (
    1 - truth.reduce((sum, value, i) => sum + (value - predicted[i]) ** 2, 0) / truth.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  );
}

/** Mann and Whitney's statistic, ties counting a half. */
function rocAuc(scores, truth) {
  const order = Array.from(truth.keys()).sort((i, j) => scores[i] - scores[j]);
  let [positives, ranks] = [0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    for (let i = from; i < to; i++) {
      if (truth[order[i]] !== 1) continue;
      positives++;
      ranks += (from + 1 + to) / 2;
    }
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (truth.length - positives));
}

console.log(JSON.stringify({ ready: true }));
for await (const _ of createInterface({ input: process.stdin })) console.log(JSON.stringify(await fitOnce()));
