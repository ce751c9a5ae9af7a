// Our side of the notes benchmark, as peer.py: node ours.mjs FOLDER. Answers every line of JSON ({step, preset}) with a line of JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [folder] = process.argv.slice(2);
const learning = await import(process.env.ATELIER_LEARNING ?? '../../../libs/learning/dist/index.js');
const { clientElite, clientFast, clientFull, ClientScorer, clientTexts, LabelsReader, NotesReader, trainClientModels } = learning;
const encodings = { fast: clientFast, elite: clientElite, full: clientFull };
const targets = ['purchased', 'churned', 'lifetime_value'];

function textsIn(name) {
  const reader = new NotesReader();
  reader.push(readFileSync(join(folder, name, 'notes.csv')));
  return clientTexts(reader.end().notes);
}

function labelsOf(ids) {
  const reader = new LabelsReader();
  reader.push(readFileSync(join(folder, 'train', 'labels.csv')));
  const known = new Map(reader.end().labels.map((each) => [each.clientId, each]));
  const column = (of) => Float64Array.from(ids, (id) => Number(of(known.get(id))));
  return {
    purchased: column((each) => each.purchased),
    churned: column((each) => each.churned),
    lifetime_value: column((each) => each.lifetimeValue),
  };
}

const trainTexts = textsIn('train');
const newTexts = [...textsIn('new').values()];
const clients = { ids: [...trainTexts.keys()], texts: [...trainTexts.values()], labels: labelsOf([...trainTexts.keys()]) };
const scorers = new Map();

async function train(preset, threads) {
  const trained = await trainClientModels(clients, { preset, seed: 1, threads });
  const best = trained.targets.map(({ target, best: name, models }) => [target, models.find((each) => each.name === name)]);
  scorers.set(preset, () => new ClientScorer(new Map(best.map(([target, { pipeline }]) => [target, pipeline]))));
  return { trained, best };
}

/** For the peer: the same matrix and division. */
function hand(preset, { encoding, split }) {
  const { rows, columns, starts, indices, values } = encoding.transform(clients.texts);
  const path = join(folder, preset);
  writeFileSync(`${path}.json`, JSON.stringify({ rows, columns, train: [...split.train], test: [...split.test] }));
  for (const [name, list] of Object.entries({ starts, indices, values }))
    writeFileSync(`${path}.${name}`, new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
}

async function scorerOf(preset) {
  if (!scorers.has(preset)) await train(preset, 2);
  return scorers.get(preset)();
}

const steps = {
  features:
    async ({ preset }) =>
    () => ({ columns: encodings[preset].fit(clients.texts, {}).transform(clients.texts).columns }),
  models:
    async ({ preset }) =>
    async () => {
      const { trained, best } = await train(preset, 2);
      hand(preset, trained);
      const scores = Object.fromEntries(best.map(([target, { evaluation }]) => [target, evaluation.roc_auc ?? evaluation.r2]));
      return { scores };
    },
  // Clients that were not seen before, with an encoding that has kept none of them: a round's texts are its own.
  inference: async ({ preset, round }) => {
    const scorer = await scorerOf(preset);
    const texts = newTexts.map((text) => `${text}\n\n${round}`);
    return () => ({ clients: scorer.score(texts).get('purchased').length });
  },
  single: async ({ preset, round }) => {
    const scorer = await scorerOf(preset);
    const texts = newTexts.slice(0, 500).map((text) => `${text}\n\nsingle ${round}`);
    return () => {
      const times = texts.map((text) => {
        const start = performance.now();
        scorer.score([text]);
        return (performance.now() - start) / 1000;
      });
      times.sort((a, b) => a - b);
      return { median: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] };
    };
  },
  files: async ({ preset }) => {
    const scorer = await scorerOf(preset);
    return () => {
      const texts = textsIn('new');
      const scores = scorer.score([...texts.values()]);
      const rows = [...texts.keys()].map((id, row) => [id, ...targets.map((target) => scores.get(target)[row])].join(','));
      writeFileSync(join(folder, 'scores.csv'), `${['client_id', ...targets].join(',')}\n${rows.join('\n')}\n`);
      return {};
    };
  },
};

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const run = await steps[asked.step](asked);
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const answer = await run();
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({ wall: (performance.now() - begun) / 1000, cpu: (used.user + used.system) / 1e6, ...answer }));
}
