// Our CPU seconds on the tables that points.py prepared (best of the runs), beside which scikit-learn's are to be put, by turns.
// usage: node tools/build/compile.mjs libs/learning && node tools/benchmarks/learning/points.mjs FOLDER [runs]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, runs = '3'] = process.argv.slice(2);
const { findEstimator, findUnsupervised, resolveParameters } = await import(
  process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js'
);

const read = (name) => new Float32Array(Uint8Array.from(readFileSync(join(folder, `${name}.f32`))).buffer);

function matrix(name, rows, columns = 20) {
  const all = read(name);
  const data = new Float32Array((rows ?? all.length / 20) * columns);
  for (let at = 0; at < data.length; at++) data[at] = all[Math.floor(at / columns) * 20 + (at % columns)];
  return { rows: data.length / columns, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) };
}

async function cpu(name, work) {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < Number(runs); run++) {
    const begin = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begin);
    best = Math.min(best, (user + system) / 1e6);
  }
  console.log(`${name.padEnd(34)}${best.toFixed(3).padStart(8)} s`);
}

function fit(name, task, x, y, given = {}) {
  const estimator = findEstimator(name, task);
  const parameters = resolveParameters(name, estimator.parameters, given);
  return estimator.fit({ x, y }, { task, classes: task === 'classification' ? 2 : 0, parameters, seed: 1 });
}

const codes = Float64Array.from(read('y'));
const neighbours = await fit('knn', 'classification', matrix('x'), codes);
const queries = matrix('queries');
await cpu('knn, 2,000 of 10,000 × 20', () => neighbours.predict(queries));
const few = await fit('knn', 'classification', matrix('x', undefined, 5), codes);
const fewQueries = matrix('queries', undefined, 5);
await cpu('knn, tree, 5 columns', () => few.predict(fewQueries));

const rows = matrix('x', 4000);
const own = codes.slice(0, 4000);
await cpu('svm, 4,000 × 20', () => fit('svm', 'classification', rows, own, { calibration_folds: 0 }));
await cpu('svm, calibrated', () => fit('svm', 'classification', rows, own));
const machine = await fit('svm', 'classification', rows, own, { calibration_folds: 0 });
await cpu('svm, predict 2,000', () => machine.predict(queries));
const values = own.map((_, row) => rows.data[row * 20] * rows.data[row * 20 + 1] + rows.data[row * 20 + 2]);
await cpu('svr, 4,000 × 20', () => fit('svr', 'regression', rows, values));

const kmeans = findUnsupervised('kmeans');
const parameters = resolveParameters('kmeans', kmeans.parameters, {});
for (const name of ['blobs', 'noise']) {
  const x = matrix(name);
  await cpu(`kmeans, ${name} 50,000 × 20`, () => kmeans.fit({ x }, { parameters, seed: 1 }));
}
