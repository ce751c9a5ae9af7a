// Fit and predict times of our boosting on the tables that ../shared/bench/tables.py writes, beside LightGBM's on one thread where its figures are
// given by ../shared/bench/peers.py in the same hour on the same machine.
// usage: node tools/build/compile.mjs libs/learning && node tools/benchmarks/learning/boosting.mjs FOLDER [dense|sparse] [repetitions]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, which = 'dense', repetitions = '3'] = process.argv.slice(2);
const { estimators, resolveParameters } = await import(process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js');
const [rows, columns] = { dense: [100_000, 28], sparse: [2000, 1940] }[which];
const read = (name) => new Float32Array(Uint8Array.from(readFileSync(join(folder, `${which}_${name}.f32`))).buffer);
const [data, y] = [read('X'), read('y')];
const trained = rows * 0.8;
const names = Array.from({ length: columns }, (_, i) => `c${i}`);
const train = {
  x: { rows: trained, columns, data: data.subarray(0, trained * columns), names },
  y: Float64Array.from(y.subarray(0, trained)),
};
const test = { rows: rows - trained, columns, data: data.subarray(trained * columns), names };
const estimator = estimators.get('lightgbm');
const parameters = resolveParameters('lightgbm', estimator.parameters, { n_estimators: 200 });

for (let i = 0; i < Number(repetitions); i++) {
  const before = process.cpuUsage().user;
  const start = performance.now();
  const model = await estimator.fit(train, { task: 'classification', classes: 2, seed: 1, parameters });
  const fitted = performance.now();
  model.predictProba(test);
  const cpu = (process.cpuUsage().user - before) / 1e6;
  const loss = model.history.at(-1).metrics.train_loss.toFixed(5);
  console.log(
    `${which}: fit ${((fitted - start) / 1000).toFixed(2)} s, predict ${(performance.now() - fitted).toFixed(0)} ms, cpu ${cpu.toFixed(2)} s, train loss ${loss}`,
  );
}
