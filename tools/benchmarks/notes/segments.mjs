// Segments and journeys of clients beside scikit-learn: agreement with hidden tastes, accuracy of stages, CPU seconds.
// usage: node tools/benchmarks/notes/segments.mjs [--clients 2000] [--rounds 2] [--python python3]
// Both sides divide the same concepts of the same clients (read by our detector, timed apart), and learn stages from the same features and clients.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { option, printTable } from '../measure.mjs';

const learning = await import('../../../libs/learning/dist/index.js');
const { adjustedRand, bundledLexicon, clientHistories, ConceptDetector, dayOf, findEstimator, generateWorld } = learning;
const { journeyFeatures, lastDayOf, resolveParameters, segmentClients, trainJourneys } = learning;
const [clients, rounds] = [option('clients', 2000), option('rounds', 2)];
const at = process.argv.indexOf('--python');
const python = at < 0 ? 'python3' : process.argv[at + 1];
const lexicon = bundledLexicon();
const detector = new ConceptDetector(lexicon);
const folder = mkdtempSync(join(tmpdir(), 'atelier-segments-'));

/** The answer and the least CPU seconds of the rounds. */
async function timed(work) {
  let [least, answer] = [Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    answer = await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return { answer, seconds: least };
}

function peer(step, input) {
  const file = join(folder, `${step}.json`);
  writeFileSync(file, JSON.stringify({ step, rounds, ...input }));
  const script = join(dirname(fileURLToPath(import.meta.url)), 'segments_peer.py');
  execFileSync(python, [script, file, `${file}.answer`], {
    stdio: 'inherit',
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  return JSON.parse(readFileSync(`${file}.answer`, 'utf8'));
}

async function segmentRow(tasteContrast) {
  const world = generateWorld({ clients, seed: 7, tasteContrast });
  const { answer: histories, seconds: reading } = await timed(() => clientHistories(world.notes, detector));
  const styles = world.clients.map(({ style }) => style);
  const { answer: found, seconds } = await timed(() => segmentClients(histories, { seed: 1, lexicon, outcomes: world.clients }));
  const concepts = histories.map(({ notes }) => [...new Set(notes.flatMap(({ affirmed }) => affirmed))]);
  const other = peer('segments', { concepts });
  const codes = found.assign(histories).map(({ segment }) => segment);
  const text = (value) => value.toFixed(3);
  return {
    histories,
    world,
    row: [
      tasteContrast,
      found.segments.length,
      text(found.silhouette),
      text(found.stability),
      text(adjustedRand(codes, styles)),
      other.segments,
      text(other.silhouette),
      text(adjustedRand(other.codes, styles)),
      seconds.toFixed(2),
      other.seconds.toFixed(2),
      reading.toFixed(2),
    ],
  };
}

async function journeyRow({ world, histories }) {
  const byId = new Map(histories.map((history) => [history.clientId, history]));
  const moments = world.stages.map(({ clientId, date, stage }) => ({
    history: byId.get(clientId),
    day: dayOf(date),
    stage,
    held: Number(clientId.slice(-5)) % 5 === 0,
  }));
  const stages = [...new Set(moments.map(({ stage }) => stage))].toSorted();
  const part = (held) => {
    const own = moments.filter((moment) => moment.held === held);
    return { x: journeyFeatures(own), y: Float64Array.from(own, ({ stage }) => stages.indexOf(stage)) };
  };
  const [train, test] = [part(false), part(true)];
  const forest = findEstimator('random_forest', 'classification');
  const parameters = resolveParameters('random_forest', forest.parameters, { n_estimators: 100, min_samples_leaf: 8 });
  const fitted = await timed(() => forest.fit(train, { task: 'classification', classes: stages.length, parameters, seed: 1, threads: 1 }));
  const right = fitted.answer.predict(test.x).filter((code, row) => code === test.y[row]).length / test.y.length;
  const rows = ({ x, y }) => ({ columns: x.columns, x: Array.from(x.data, (value) => (Number.isNaN(value) ? null : value)), y: [...y] });
  const other = peer('journeys', { train: rows(train), test: rows(test) });
  const generated = await trainJourneys(histories, { seed: 1, lastDay: lastDayOf(histories), threads: 1 });
  const text = (value) => value.toFixed(3);
  return [
    train.y.length,
    test.y.length,
    text(other.majority),
    text(right),
    text(other.accuracy),
    text(world.attainable.stageAccuracy),
    fitted.seconds.toFixed(2),
    other.seconds.toFixed(2),
    text(generated.model.evaluation.accuracy),
  ];
}

const worlds = [];
for (const contrast of [4, 12, 30]) worlds.push(await segmentRow(contrast));
console.log(`\n### segments of ${clients} clients`);
printTable(
  [
    'contrast of tastes',
    'segments',
    'silhouette',
    'stability',
    'ARI with tastes',
    'scikit-learn: segments',
    'silhouette',
    'ARI',
    'ours, CPU s',
    'scikit-learn, CPU s',
    'reading notes, CPU s',
  ],
  worlds.map(({ row }) => row),
);
console.log('\n### stages');
printTable(
  [
    'stages learned from',
    'judged by',
    'most frequent',
    'accuracy',
    'scikit-learn',
    'attainable',
    'ours, CPU s',
    'scikit-learn, CPU s',
    'rules found again',
  ],
  [await journeyRow(worlds[0])],
);
rmSync(folder, { recursive: true });
