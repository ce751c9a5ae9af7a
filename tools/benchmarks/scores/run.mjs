// Scores of our algorithms that draw at random beside their references', over seeds, on six real tables: does ours learn as well?
// usage: npm run benchmark -- scores [--cases lightgbm,kmeans] [--tables adult,wine] [--rows 4000] [--seeds 10] [--keep FILE.json] [--python python3]
// Needs ../shared/data, and scikit-learn, lightgbm, xgboost and catboost in Python. Both sides have the same rows (3 of 4 to learn from, divided anew by each seed), the same
// hyper-parameters and one thread, and their answers are measured by the same functions. `--keep` holds results, so that a run can be ended and continued.
// A case is met where the mean of ours is not below the reference's by more than the reference's standard error. Runs at the lowest priority.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Side } from '../learning/side.mjs';
import { printTable } from '../measure.mjs';
import { cases } from './cases.mjs';
import { fitOurs } from './ours.mjs';
import { measureFor } from './measures.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const text = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
// Names of cases have commas, with a space after.
const list = (name) =>
  text(name, '')
    .split(/,(?! )/)
    .filter(Boolean);
const [rows, seeds] = ['rows', 'seeds'].map((name, i) => Number(text(name, ['4000', '10'][i])));
const keep = text('keep', '');
const python = text('python', 'python3');
setPriority(constants.priority.PRIORITY_LOW);

const folder = join(tmpdir(), `atelier-score-tables-${rows}-${seeds}`);
if (!existsSync(join(folder, 'bike.json'))) {
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync(
    python,
    [join(here, 'tables.py'), join(here, '../../../../shared/data'), folder, String(rows), String(seeds)],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
const tables = ['adult', 'telco', 'bank', 'wine', 'california', 'bike'].filter((name) => chosen('tables', name)).map(readTable);
const kept = keep && existsSync(keep) ? JSON.parse(readFileSync(keep, 'utf8')) : {};
const reference = new Side(python, [join(here, 'reference.py'), folder]);
await reference.next();
const lines = [];
for (const given of cases.filter(({ name }) => chosen('cases', name))) {
  for (const table of tables) {
    const place = `${given.name} | ${table.name}`;
    kept[place] ??= await compare(given, table);
    if (keep) writeFileSync(keep, JSON.stringify(kept));
    lines.push([given.name, table.name, ...shown(kept[place])]);
    console.error(lines.at(-1).join('  '));
  }
}
reference.end();
printTable(['case', 'table', 'ours', 'reference', 'difference', 'met'], lines);

/** Whether a name is asked for, by its beginning. */
function chosen(option, name) {
  return list(option).length === 0 || list(option).some((part) => name.startsWith(part));
}

function readTable(name) {
  const about = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const read = (kind) => {
    const bytes = readFileSync(join(folder, `${name}-${kind}.f32`));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  return { ...about, read };
}

/** The scores of both sides, a seed after the other. */
async function compare(given, table) {
  const scores = { ours: [], theirs: [] };
  for (let seed = 0; seed < seeds; seed++) {
    const measure = measureFor(given, table, seed);
    const asked = { table: table.name, kind: given.table, reference: given.reference, parameters: given.theirs ?? given.parameters, seed };
    reference.child.stdin.write(`${JSON.stringify(asked)}\n`);
    scores.theirs.push(measure((await reference.next()).answers));
    scores.ours.push(measure(await fitOurs(given, table, seed)));
  }
  return scores;
}

function shown({ ours, theirs }) {
  const differences = ours.map((score, i) => score - theirs[i]);
  const wide = Math.max(...ours.map(Math.abs)) >= 10;
  const text = (values) => `${mean(values).toFixed(wide ? 2 : 4)} ± ${error(values).toFixed(wide ? 2 : 4)}`;
  return [text(ours), text(theirs), text(differences), mean(differences) >= -error(theirs) ? 'yes' : '**no**'];
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard error of the mean. */
function error(values) {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1) / values.length);
}
