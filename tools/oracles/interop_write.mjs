// Writes models of ours as XGBoost JSON and LightGBM text, with what they predict: what interop.py check reads.
// usage: node --experimental-transform-types tools/oracles/interop_write.mjs FOLDER
import { existsSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The sources import each other by the names that they are compiled to.
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return next(specifier, context);
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    return existsSync(fileURLToPath(source)) && !source.pathname.endsWith('.d.ts') ? next(source.href, context) : next(specifier, context);
  },
});

const learning = await import('../../libs/learning/src/index.ts');
const folder = process.argv[2];
const random = learning.createRandom(21);
const columns = 5;

function table(rows, holes) {
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    if (holes && random.next() < 0.1) return Number.NaN;
    return i % columns === 3 ? random.integer(6) : random.normal();
  });
  return { rows, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) };
}

const signalOf = (x, row) => {
  const at = (column) => (Number.isNaN(x.data[row * columns + column]) ? 0 : x.data[row * columns + column]);
  return at(0) * at(1) + at(2) + (at(3) % 2) + 0.2 * random.normal();
};
const targets = {
  value: (signal) => 1000 + 50 * signal,
  count: (signal) => Math.round(Math.exp(0.5 * signal)),
  binary: (signal) => Number(signal > 0.3),
  three: (signal) => (signal < 0 ? 0 : signal < 1 ? 1 : 2),
};
const cases = [
  ['xgboost', 'binary', {}],
  ['xgboost', 'three', { max_depth: 4 }],
  ['xgboost', 'value', { grow_policy: 'lossguide', max_leaves: 20, max_depth: 0 }],
  ['xgboost', 'value', { gamma: 1e9, n_estimators: 2 }],
  ['xgboost', 'count', { objective: 'count:poisson' }],
  ['xgboost', 'binary', { booster: 'dart', rate_drop: 0.4, base_score: 0.999 }],
  ['lightgbm', 'binary', {}],
  ['lightgbm', 'three', { num_leaves: 15 }],
  ['lightgbm', 'value', {}],
  ['lightgbm', 'count', { objective: 'poisson' }],
  ['gradient_boosting', 'binary', {}],
  ['gradient_boosting', 'three', {}],
];
cases.push(['lightgbm', 'value', { min_child_samples: 5 }, true], ['xgboost', 'value', { max_depth: 4 }, true]);

let made = 0;
for (const [algorithm, target, given, categorical] of cases) {
  const classes = { binary: 2, three: 3 }[target] ?? 0;
  const task = classes > 0 ? 'classification' : 'regression';
  const estimator = learning.findEstimator(algorithm, task);
  const codes = categorical && { categories: Int32Array.of(0, 0, 0, 6, 0) };
  const x = { ...table(600, true), ...codes };
  const y = Float64Array.from({ length: x.rows }, (_, row) => targets[target](signalOf(x, row)));
  const parameters = learning.resolveParameters(algorithm, estimator.parameters, { n_estimators: 20, ...given });
  const fitted = await estimator.fit({ x, y }, { task, classes, parameters, seed: 1 });
  const test = { ...table(200, true), ...codes };
  test.data.fill(Number.NaN, 0, columns);
  const proba = fitted.predictProba?.(test);
  const predictions = proba ? (classes === 2 ? proba.filter((_, i) => i % 2 === 1) : proba) : fitted.predict(test);
  const rows = Array.from({ length: test.rows }, (_, row) =>
    Array.from(test.data.subarray(row * columns, (row + 1) * columns), (value) => (Number.isNaN(value) ? null : value)),
  );
  for (const [format, extension, write] of [
    ['xgboost', 'json', learning.writeXgboostJson],
    ['lightgbm', 'txt', learning.writeLightgbmText],
  ]) {
    const name = `${algorithm}, ${target}${categorical ? ', categories' : ''} ${JSON.stringify(given)}`;
    // LightGBM has no way to send missing categories left, as xgboost may.
    if (categorical && algorithm === 'xgboost' && format === 'lightgbm') continue;
    const file = `${made++}.${extension}`;
    writeFileSync(join(folder, file), write(fitted));
    writeFileSync(
      join(folder, `${String(made).padStart(2, '0')}.case`),
      JSON.stringify({ name, format, file, x: rows, predictions: Array.from(predictions) }),
    );
  }
}
