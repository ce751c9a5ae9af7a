// CPU time of our linear models beside scikit-learn's on one thread, by turns, shortest of several. FOLDER holds the tables of ../shared/bench/tables.py.
// usage: node tools/build/compile.mjs libs/learning && node tools/benchmarks/learning/linear.mjs FOLDER [model …]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...asked] = process.argv.slice(2);
const { estimators, resolveParameters } = await import(process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js');
const peer = (...given) => execFileSync('python3', [join(import.meta.dirname, 'linear.py'), folder, ...given], { encoding: 'utf8' });
const repetitions = 5;
const models = {
  linear: ['linear', {}],
  ridge: ['ridge', {}],
  lasso: ['lasso', { alpha: 0.1 }],
  elastic_net: ['elastic_net', { alpha: 0.1 }],
  logistic: ['logistic', { tol: 1e-4 }],
  logistic_tight: ['logistic', { tol: 1e-8 }],
  logistic_l1: ['logistic', { penalty: 'l1', C: 0.01, tol: 1e-6 }],
};

peer();
for (const [table, rows, columns] of [
  ['dense', 80_000, 28],
  ['wide', 10_000, 100],
]) {
  const read = (name) => new Float32Array(Uint8Array.from(readFileSync(join(folder, `${table}_${name}.f32`))).buffer);
  const data = read('X').subarray(0, rows * columns);
  const codes = Float64Array.from(read('y').subarray(0, rows));
  const values = codes.map((code, row) => {
    let value = code;
    for (let column = 0; column < columns; column++) value += data[row * columns + column] * Math.sin(column + 1);
    return value;
  });
  const x = { rows, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) };
  for (const [model, [name, given]] of Object.entries(models)) {
    if (asked.length > 0 && !asked.includes(model)) continue;
    const estimator = estimators.get(name);
    const task = estimator.tasks[0];
    const options = {
      task,
      classes: task === 'regression' ? 0 : 2,
      seed: 1,
      parameters: resolveParameters(name, estimator.parameters, given),
    };
    const ours = [];
    const theirs = [];
    for (let turn = 0; turn < 2; turn++) {
      for (let i = 0; i < repetitions; i++) {
        const before = process.cpuUsage();
        await estimator.fit({ x, y: task === 'regression' ? values : codes }, options);
        const { user, system } = process.cpuUsage(before);
        ours.push((user + system) / 1000);
      }
      theirs.push(Number(peer(table, model, String(repetitions))));
    }
    const [own, other] = [Math.min(...ours), Math.min(...theirs)];
    console.log(
      `${table} ${model}: ours ${own.toFixed(1)} ms (first ${ours[0].toFixed(0)}), scikit-learn ${other.toFixed(1)} ms, ratio ${(own / other).toFixed(2)}`,
    );
  }
}
