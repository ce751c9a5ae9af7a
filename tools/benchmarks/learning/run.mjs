// Fits our algorithms and their peers (Python libraries) by turns on the same tables, with the same threads, and prints the ratios, ours ÷ theirs.
// usage: npm run benchmark -- learning [--algorithms lightgbm,ridge] [--tables dense] [--threads 1,2] [--rounds 3] [--python python3]
// Needs scikit-learn, lightgbm, xgboost and catboost in Python. Each side of a case is a process of its own that stays for all rounds; of the rounds the
// fastest counts (the first also compiles), and of memory the first. `--threads 1,2` adds how much faster two threads are than one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTable } from '../measure.mjs';
import { cases, tables } from './cases.mjs';
import { Side } from './side.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const text = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const only = (name) => text(name, '')?.split(',').filter(Boolean) ?? [];
const python = text('python', 'python3');
const rounds = Number(text('rounds', '3'));
const threadCounts =
  only('threads').length > 0 ? only('threads').map(Number) : [1, 2].filter((threads) => threads <= availableParallelism());
const wanted = (list, value) => list.length === 0 || list.includes(value);

const folder = join(tmpdir(), 'atelier-learning-tables');
if (!existsSync(join(folder, 'few-values_y.f32'))) {
  mkdirSync(folder, { recursive: true });
  run(python, [join(here, 'make-tables.py'), folder]);
}
const { estimators } = await import(process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js');

const results = [];
for (const { algorithm, tables: names, parameters, peer, threads: allowed = threadCounts } of cases) {
  if (!wanted(only('algorithms'), algorithm)) continue;
  if (!estimators.has(algorithm)) {
    console.log(`(${algorithm} is not registered)`);
    continue;
  }
  for (const table of names.filter((name) => wanted(only('tables'), name))) {
    for (const threads of threadCounts.filter((count) => allowed.includes(count))) {
      results.push(await compare({ algorithm, table, threads, parameters, peer }));
      console.log(line(results.at(-1)).join('  '));
    }
  }
}

console.log();
printTable(
  [
    'algorithm',
    'table',
    'threads',
    'ours, s',
    'peer, s',
    'wall ratio',
    'CPU ratio',
    'predict ratio',
    'score ours',
    'score peer',
    'memory ours, MB',
    'peer, MB',
    '÷ table',
  ],
  results.map(line),
);
const pairs = results
  .filter(({ threads }) => threads === 2)
  .map((two) => [two, results.find((one) => isSameCase(one, two) && one.threads === 1)]);
if (pairs.some(([, one]) => one)) {
  console.log('\nTwo threads against one (wall time):\n');
  printTable(
    ['algorithm', 'table', 'ours', 'peer'],
    pairs
      .filter(([, one]) => one)
      .map(([two, one]) => [
        two.algorithm,
        two.table,
        ...['ours', 'theirs'].map((side) => `${(one[side].wall / two[side].wall).toFixed(2)} ×`),
      ]),
  );
}

function isSameCase(a, b) {
  return a.algorithm === b.algorithm && a.table === b.table;
}

/** One case, by turns: peer, ours, peer, ours … */
async function compare({ algorithm, table, threads, parameters, peer }) {
  const { rows, columns, classes } = tables[table];
  const shared = [folder, table, rows, columns, classes, threads].map(String);
  const sides = {
    theirs: new Side(python, [join(here, 'peer.py'), ...shared, peer]),
    ours: new Side(process.execPath, ['--expose-gc', join(here, 'ours.mjs'), ...shared, algorithm, JSON.stringify(parameters)]),
  };
  const fits = { theirs: [], ours: [] };
  try {
    for (const side of Object.values(sides)) await side.next();
    for (let round = 0; round < rounds; round++) for (const side of ['theirs', 'ours']) fits[side].push(await sides[side].fit());
  } finally {
    for (const side of Object.values(sides)) side.end();
  }
  return { algorithm, table, threads, bytes: rows * 0.8 * columns * 4, ours: best(fits.ours), theirs: best(fits.theirs) };
}

function best(fits) {
  const least = (field) => Math.min(...fits.map((fit) => fit[field]));
  return { wall: least('wall'), cpu: least('cpu'), predict: least('predict'), memory: fits[0].memory, score: fits.at(-1).score };
}

function line({ algorithm, table, threads, bytes, ours, theirs }) {
  const megabytes = ({ memory }) => (memory / 2 ** 20).toFixed(0);
  const ratio = (field) => (ours[field] / theirs[field]).toFixed(2);
  const seconds = [ours.wall.toFixed(2), theirs.wall.toFixed(2), ratio('wall'), ratio('cpu'), ratio('predict')];
  const memory = [megabytes(ours), megabytes(theirs), (ours.memory / bytes).toFixed(1)];
  return [algorithm, table, String(threads), ...seconds, ours.score.toFixed(4), theirs.score.toFixed(4), ...memory];
}

function run(program, args) {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
