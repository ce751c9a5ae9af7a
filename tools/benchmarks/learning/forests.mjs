// Fit and predict times of our forests on the tables that ../shared/bench/tables.py writes, beside scikit-learn's from ../shared/bench/peers.py
// in the same hour on the same machine: 200 trees of depth 20. Prints wall and CPU time, for machines that others use too.
// usage: node tools/build/compile.mjs libs/learning && node tools/benchmarks/learning/forests.mjs FOLDER [dense|sparse] [threads] [random_forest|extra_trees]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, which = 'dense', threads = '2', name = 'random_forest'] = process.argv.slice(2);
const { estimators, resolveParameters } = await import(process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js');
const [rows, columns] = { dense: [100_000, 28], sparse: [2000, 1940] }[which];
const read = (part) => new Float32Array(Uint8Array.from(readFileSync(join(folder, `${which}_${part}.f32`))).buffer);
const [data, y] = [read('X'), read('y')];
const trained = rows * 0.8;
const names = Array.from({ length: columns }, (_, i) => `c${i}`);
const train = {
  x: { rows: trained, columns, data: data.subarray(0, trained * columns), names },
  y: Float64Array.from(y.subarray(0, trained)),
};
const test = { rows: rows - trained, columns, data: data.subarray(trained * columns), names };

/** Area under the ROC curve of the second class's probability. */
function rocAuc(proba, truth) {
  const score = (row) => proba[2 * row + 1];
  const order = Array.from(truth.keys()).sort((a, b) => score(a) - score(b));
  let positives = 0;
  let ranks = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && score(order[to]) === score(order[from])) to++;
    for (let i = from; i < to; i++) {
      if (truth[order[i]] !== 1) continue;
      positives++;
      ranks += (from + 1 + to) / 2;
    }
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (truth.length - positives));
}

const estimator = estimators.get(name);
const parameters = resolveParameters(name, estimator.parameters, { n_estimators: 200, max_depth: 20 });
const before = process.cpuUsage();
const start = performance.now();
const model = await estimator.fit(train, { task: 'classification', classes: 2, seed: 1, parameters, threads: Number(threads) });
const fitted = performance.now();
const { user, system } = process.cpuUsage(before);
const proba = model.predictProba(test);
const predicted = performance.now() - fitted;
console.log(
  `${which} ${name}, ${threads} threads: fit ${((fitted - start) / 1000).toFixed(2)} s (CPU ${((user + system) / 1e6).toFixed(2)} s), ` +
    `predict ${predicted.toFixed(0)} ms, AUC ${rocAuc(proba, y.subarray(trained)).toFixed(4)}, ${JSON.stringify(model.history.at(-1).metrics)}`,
);
