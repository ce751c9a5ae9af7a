// Scores of the estimator `catboost` beside CatBoost's own: node tools/oracles/catboost-categories.mjs FOLDER [table …] after catboost_categories.py FOLDER
// and `node tools/build/compile.mjs libs/learning` (LEARNING names another place of its compiled index.js; PARAMETERS others than 200 iterations, as JSON).
// Prints the mean ROC AUC of both over the same divisions, with its standard error, and the mean difference.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { estimators, resolveParameters } = await import(process.env.LEARNING ?? '../../libs/learning/dist/index.js');
const catboost = estimators.get('catboost');
const parameters = resolveParameters('catboost', catboost.parameters, { iterations: 200, ...JSON.parse(process.env.PARAMETERS ?? '{}') });
const [folder, ...chosen] = process.argv.slice(2);

for (const name of chosen.length > 0 ? chosen : ['adult', 'telco', 'bank']) {
  const { sizes, names, y, tests, scores } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const bytes = readFileSync(join(folder, `${name}.f32`));
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const matrix = (rows) => ({
    rows: rows.length,
    columns: names.length,
    data: Float32Array.from(rows.flatMap((row) => Array.from(data.subarray(row * names.length, (row + 1) * names.length)))),
    names,
    categories: Int32Array.from(sizes),
  });
  const own = [];
  const before = process.cpuUsage();
  for (const [seed, test] of tests.entries()) {
    const held = new Set(test);
    const train = y.map((_, row) => row).filter((row) => !held.has(row));
    const set = { x: matrix(train), y: Float64Array.from(train, (row) => y[row]) };
    const fitted = await catboost.fit(set, { task: 'classification', classes: 2, parameters, seed });
    const proba = fitted.predictProba(matrix(test));
    own.push(areaUnder(test.map((row, i) => ({ score: proba[2 * i + 1], hit: y[row] === 1 }))));
  }
  const { user } = process.cpuUsage(before);
  const shown = (values) => `${mean(values).toFixed(4)} ± ${error(values).toFixed(4)}`;
  const difference = own.map((score, i) => score - scores[i]);
  console.log(
    `${name}: CatBoost ${shown(scores)}, catboost ${shown(own)}, difference ${shown(difference)}, ${(user / 1e6 / own.length).toFixed(1)} s a fit`,
  );
}

function areaUnder(rows) {
  rows.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let i = 0; i < rows.length; ) {
    let end = i;
    while (end < rows.length && rows[end].score === rows[i].score) end++;
    for (let j = i; j < end; j++) if (rows[j].hit) ranks += (i + end + 1) / 2;
    i = end;
  }
  const hits = rows.filter(({ hit }) => hit).length;
  return (ranks - (hits * (hits + 1)) / 2) / (hits * (rows.length - hits));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function error(values) {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1) / values.length);
}
