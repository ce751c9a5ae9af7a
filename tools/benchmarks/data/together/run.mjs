// Quality, cleaning and more than 100 temporal features of a CSV of 10,000 rows and 50 columns, as users ask for them: by the SDK of the embedded program, one after the other,
// and the columns' profile with quality by the CLI alone. Each round is a file of its own. `--rounds N --rows N`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../embedded.mjs';
import { cpuTree, median, option, printTable } from '../../measure.mjs';

const rounds = option('rounds', 5);
const rows = option('rows', 10_000);
const folder = mkdtempSync(join(tmpdir(), 'atelier-together-'));
const file = (round) => join(folder, `${round}.csv`);

/** A day of a shop in each row: 24 numbers and 22 categories with gaps, a copied row in a hundred, and what was sold. */
function table(round) {
  const of = (row, column) => Math.abs(Math.sin((row + 1) * (column + 1) * 12.9898 + round) * 43758.5453) % 1;
  const cell = (row, column) => {
    if (of(row, column + 100) < 0.02) return '';
    return column < 24 ? (of(row, column) * 1000).toFixed(3) : `group ${Math.floor(of(row, column) * 8)}`;
  };
  const names = Array.from({ length: 46 }, (_, column) => (column < 24 ? `n${column}` : `c${column}`));
  const lines = [['shop', 'day', ...names, 'sold', 'returned'].join(',')];
  for (let row = 0; row < rows; row++) {
    if (row % 100 === 99) {
      lines.push(lines.at(-1));
      continue;
    }
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(row / 20))).toISOString().slice(0, 10);
    const cells = names.map((_, column) => cell(row, column));
    lines.push([`shop ${row % 20}`, day, ...cells, (100 + 50 * of(row, 300)).toFixed(2), of(row, 301) < 0.1 ? 'yes' : 'no'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const run = async (name, into, pid, work) => {
  const [began, cpu] = [performance.now(), cpuTree(pid)];
  const result = await work();
  (into[name] ??= []).push([(performance.now() - began) / 1000, cpuTree(pid) - cpu]);
  return result;
};

async function byPlatform({ client, pid }, content, round, into) {
  const source = { content: new Blob([content]), fileName: `${round}.csv`, targetColumn: 'returned' };
  const { dataset_id } = await run('upload and profile', into, pid, () => client.datasets.upload(source));
  const { score } = await run('quality', into, pid, () => client.datasets.quality(dataset_id));
  const cleaned = await run('clean', into, pid, () => client.data.clean({ dataset_id }));
  const plan = { date_column: 'day', id_column: 'shop', value_columns: ['sold'], country: 'DE' };
  const made = await run('temporal features', into, pid, () => client.temporalFeatures.make(cleaned.cleaned_dataset_id, plan));
  if (!(score > 0) || made.features.length < 100) throw new Error(JSON.stringify({ score, features: made.features.length }));
}

function byCommand(round) {
  const { status, stderr } = spawnSync(process.execPath, [
    'apps/cli/dist/main.js',
    'data',
    'profile',
    file(round),
    '--target',
    'returned',
    '--json',
  ]);
  if (status !== 0) throw new Error(String(stderr));
}

const atelier = await startEmbedded(join(folder, 'home'));
try {
  console.log(`${rows} × 50; median of ${rounds} files, the first apart; load ${loadavg()[0].toFixed(1)}; bar 3 s for all together`);
  const first = {};
  const later = {};
  for (let round = 0; round <= rounds; round++) {
    const content = table(round);
    const into = round === 0 ? first : later;
    writeFileSync(file(round), content);
    await run('all together', into, atelier.pid, () => byPlatform(atelier, content, round, into));
    await run('atelier data profile FILE', into, process.pid, async () => byCommand(round));
  }
  const cell = (runs, at) => median(runs.map((each) => each[at])).toFixed(2);
  printTable(
    ['what', 'wall, s', 'CPU, s', 'the first: wall, s', 'CPU, s'],
    Object.keys(later).map((name) => [name, ...[later, first].flatMap((each) => [cell(each[name], 0), cell(each[name], 1)])]),
  );
} finally {
  await atelier.stop();
  rmSync(folder, { recursive: true });
}
