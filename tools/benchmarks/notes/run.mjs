// Notes to scores beside Python (scikit-learn, numpy, xgboost, lightgbm, catboost): client features, models by preset, inference, and CSV in → scores out.
// usage: npm run benchmark -- notes [--clients 2000] [--rounds 3] [--presets fast,elite,full] [--steps features,models,inference,files] [--python python3]
// Both sides read the same synthetic world and take turns; of the rounds the fastest counts, but the first of ours (which also compiles, and indexes the
// lexicon) is shown. Seconds are CPU seconds of the process, wall seconds beside them. Models learn from the same matrix (ours) and the same division.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Side } from '../learning/side.mjs';
import { option, printTable } from '../measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const list = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return (at < 0 ? otherwise : process.argv[at + 1]).split(',');
};
const [clients, rounds] = [option('clients', 2000), option('rounds', 3)];
const presets = list('presets', 'fast,elite,full');
const steps = list('steps', 'features,models,inference,files');
const [python] = list('python', 'python3');
const { generateWorld, worldFiles } = await import('../../../libs/learning/dist/index.js');

const folder = mkdtempSync(join(tmpdir(), 'atelier-notes-'));
for (const [name, seed] of [
  ['train', 7],
  ['new', 8],
]) {
  mkdirSync(join(folder, name));
  for (const { name: file, content } of worldFiles(generateWorld({ clients, seed }))) writeFileSync(join(folder, name, file), content);
}
const sides = {
  ours: new Side(process.execPath, [join(here, 'ours.mjs'), folder]),
  peer: new Side(python, [join(here, 'peer.py'), folder]),
};
await Promise.all([sides.ours.next(), sides.peer.next()]);

const seconds = (value) => value.toFixed(value < 1 ? 3 : 2);
const ratio = (ours, peer) => `${(ours / peer).toFixed(3)}`;

/** All rounds of both sides by turns. */
async function byTurns(question, times = rounds) {
  const answers = { ours: [], peer: [] };
  for (let round = 0; round < times; round++)
    for (const name of ['ours', 'peer']) answers[name].push(await sides[name].ask(JSON.stringify({ ...question, round })));
  return answers;
}
const least = (answers, field) => Math.min(...answers.map((answer) => answer[field]));

/** First and fastest of ours, the peer's fastest, and the ratio of CPU seconds. */
function timed({ ours, peer }) {
  const [own, other] = [least(ours, 'cpu'), least(peer, 'cpu')];
  return [ours[0].cpu, own, least(ours, 'wall'), other, least(peer, 'wall')].map(seconds).concat(ratio(own, other));
}

const heads = {
  features: ['preset', 'columns', 'ours first, CPU s', 'ours, CPU s', 'ours, s', 'Python, CPU s', 'Python, s', 'ratio of CPU'],
  models: [
    'preset',
    'ours first, CPU s',
    'ours, CPU s',
    'ours, s',
    'Python, CPU s',
    'Python, s',
    'ratio of CPU',
    'scores ours',
    'scores Python',
  ],
  inference: ['preset', 'ours, clients/s', 'Python, clients/s', 'ratio', 'one client, ms (p99)', 'Python, ms (p99)', 'ratio'],
  files: ['CSV → scores', 'ours first, CPU s', 'ours, CPU s', 'ours, s', 'Python, CPU s', 'Python, s', 'ratio of CPU'],
};

const tables = {
  features: async (preset) => {
    const answers = await byTurns({ step: 'features', preset });
    return [[preset, answers.ours[0].columns, ...timed(answers)]];
  },
  // Ours has its features in it, and then so does not Python's.
  models: async (preset) => {
    const answers = await byTurns({ step: 'models', preset }, Math.min(2, rounds));
    return [[preset, ...timed(answers), shown(answers.ours[0].scores), shown(answers.peer[0].scores)]];
  },
  inference: async (preset) => {
    const batch = await byTurns({ step: 'inference', preset });
    const single = await byTurns({ step: 'single', preset }, 2);
    const rate = (answers) => answers[0].clients / least(answers, 'cpu');
    const ms = (answers) => `${(1000 * least(answers, 'median')).toFixed(2)} (${(1000 * least(answers, 'p99')).toFixed(2)})`;
    return [
      [
        preset,
        Math.round(rate(batch.ours)),
        Math.round(rate(batch.peer)),
        ratio(rate(batch.ours), rate(batch.peer)),
        ms(single.ours),
        ms(single.peer),
        ratio(least(single.ours, 'median'), least(single.peer, 'median')),
      ],
    ];
  },
  files: async (preset) => [[`${clients} clients, ${preset}`, ...timed(await byTurns({ step: 'files', preset }))]],
};

function shown(scores) {
  return Object.values(scores)
    .map((value) => value.toFixed(3))
    .join(' / ');
}

for (const step of steps) {
  const rows = [];
  console.log(`\n### ${step}`);
  for (const preset of presets) rows.push(...(await tables[step](preset)));
  printTable(heads[step], rows);
}
for (const side of Object.values(sides)) side.end();
rmSync(folder, { recursive: true });
