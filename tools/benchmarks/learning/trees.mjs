// Fits our trees on the tables that trees.py prepared and prints scores and fit times beside the reference libraries'.
// usage: node tools/build/compile.mjs libs/learning && node tools/benchmarks/learning/trees.mjs FOLDER [algorithm]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, only] = process.argv.slice(2);
const library = process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js';
const { estimators, resolveParameters } = await import(library);

function read(name) {
  return new Float32Array(Uint8Array.from(readFileSync(join(folder, `${name}.f32`))).buffer);
}

function readSet({ table, seed, columns }, part) {
  const data = read(`${table}-${seed}-${part}-x`);
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  return { x: { rows: data.length / columns, columns, data, names }, y: Float64Array.from(read(`${table}-${seed}-${part}-y`)) };
}

function rocAuc(scores, y) {
  const order = Array.from(y.keys()).sort((i, j) => scores[i] - scores[j]);
  let positives = 0;
  let ranks = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    for (let i = from; i < to; i++) {
      if (y[order[i]] !== 1) continue;
      positives++;
      ranks += (from + 1 + to) / 2;
    }
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (y.length - positives));
}

function rSquared(predicted, y) {
  const mean = y.reduce((a, b) => a + b, 0) / y.length;
  return 1 - y.reduce((sum, value, i) => sum + (value - predicted[i]) ** 2, 0) / y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function scoreOf(model, { x, y }, classes) {
  if (classes === 0) return rSquared(model.predict(x), y);
  if (classes === 2) {
    const proba = model.predictProba(x);
    return rocAuc(
      Float64Array.from(y, (_, row) => proba[2 * row + 1]),
      y,
    );
  }
  const codes = model.predict(x);
  return y.reduce((right, code, row) => right + (code === codes[row] ? 1 : 0), 0) / y.length;
}

/** Of the mean of paired differences, same split and both with their own chance. */
function standardError(values) {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return Math.sqrt(variance / values.length);
}

const theirs = JSON.parse(readFileSync(join(folder, 'theirs.json'), 'utf8'));
const groups = Map.groupBy(
  theirs.filter(({ algorithm }) => !only || algorithm === only),
  ({ table, algorithm }) => `${table} ${algorithm}`,
);
console.log(
  `${'table, algorithm'.padEnd(28)} ${'metric'.padEnd(9)} ours (mean)  theirs  ours − theirs  error of the mean  fit ours  theirs (s)`,
);
for (const [name, runs] of groups) {
  let score = 0;
  let seconds = 0;
  const differences = [];
  for (const run of runs) {
    const estimator = estimators.get(run.algorithm);
    const start = performance.now();
    const model = await estimator.fit(readSet(run, 'train'), {
      task: run.task,
      classes: run.classes,
      seed: run.seed,
      parameters: resolveParameters(run.algorithm, estimator.parameters, {}),
    });
    seconds += (performance.now() - start) / 1000 / runs.length;
    const own = scoreOf(model, readSet(run, 'test'), run.classes);
    score += own / runs.length;
    differences.push(own - run.score);
  }
  const mean = (field) => runs.reduce((sum, run) => sum + run[field] / runs.length, 0);
  const metric = runs[0].classes === 0 ? 'r2' : runs[0].classes === 2 ? 'roc_auc' : 'accuracy';
  const columns = [
    name.padEnd(28),
    metric.padEnd(9),
    score.toFixed(4).padStart(11),
    mean('score').toFixed(4).padStart(8),
    (score - mean('score')).toFixed(4).padStart(14),
    standardError(differences).toFixed(4).padStart(18),
  ];
  console.log(...columns, seconds.toFixed(2).padStart(11), mean('seconds').toFixed(2).padStart(11));
}
