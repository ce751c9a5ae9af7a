import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atelier } from './atelier.suite.js';

const folder = mkdtempSync(join(tmpdir(), 'atelier-concepts-'));
const file = (name: string) => join(folder, name);
let trained = '';

afterAll(() => rmSync(folder, { recursive: true }));

const inputs = () => ['--notes', file('world/notes.csv'), '--lexicon', file('lexicon.json')];

beforeAll(async () => {
  await atelier('notes', 'generate', '--clients', '40', '--seed', '5', '--out', file('world'));
  const { concepts } = JSON.parse(readFileSync(file('world/lexicon.json'), 'utf8')) as { concepts: { bucket: string }[] };
  writeFileSync(file('lexicon.json'), JSON.stringify({ concepts: concepts.filter(({ bucket }) => bucket === 'product') }));
  trained = await atelier('concepts', 'train', ...inputs(), '--epochs', '2', '--threads', '1', '--model-path', file('models/first'));
}, 60_000);

describe('atelier concepts', () => {
  it('train writes a folder and tells metrics of aliases that were trained on and held out', () => {
    expect(trained).toMatch(/base: 117 concepts[^]*epoch +aliases +loss +accuracy[^]*2 +trained on[^]*held out[^]*judge: for \d+ %/);
    expect(readdirSync(file('models/first')).sort()).toEqual([
      'concept_mapping.json',
      'encoder.onnx',
      'metadata.json',
      'training_examples.json',
    ]);
    const metadata = JSON.parse(readFileSync(file('models/first/metadata.json'), 'utf8'));
    expect(metadata).toMatchObject({ configuration: { size: 'base', epochs: 2, batchSize: 16 }, data: { clients: 40, synthetic: true } });
  });

  it('list shows models of a folder, and what is near to a text', async () => {
    expect(JSON.parse(await atelier('--json', 'concepts', 'list', '--model-path', file('models')))).toMatchObject([
      { folder: file('models/first'), parameters: { concepts: 117 } },
    ]);
    expect(await atelier('concepts', 'list', '--model-path', file('models/first'), '--near', 'handbags', '--count', '3')).toMatch(
      /product\.bag/,
    );
  });

  it('evaluate measures with and without the model', async () => {
    const told = await atelier(
      'concepts',
      'evaluate',
      ...inputs(),
      '--labels',
      file('world/labels.csv'),
      '--truth',
      file('world/truth.csv'),
      '--model-path',
      file('models/first'),
    );
    expect(told).toMatch(/aliases left out[^]*concepts, F1 +0\.\d+ +0\.\d+ +[+−]0\.\d+[^]*known again[^]*purchase by client vectors/);
  });

  it.each([
    ['a folder that is none', ['list', '--model-path', 'nowhere'], /no concept model in nowhere; `atelier concepts train/],
    ['a folder without a model', ['list', '--model-path', folder], /metadata\.json is missing/],
  ])('refuses %s', async (_, words, message) => {
    await expect(atelier('concepts', ...words)).rejects.toThrow(message);
  });

  it('refuses a truth of other notes, a rate that is none and a broken model', async () => {
    writeFileSync(file('truth.csv'), 'note,client_id,date,affirmed,negated\n1,a,b,c,d\n');
    const evaluate = ['concepts', 'evaluate', ...inputs(), '--model-path', file('models/first')];
    await expect(atelier(...evaluate, '--truth', file('truth.csv'))).rejects.toThrow(/has 1 rows for \d+ notes/);
    await expect(atelier('concepts', 'train', ...inputs(), '--learning-rate', '2', '--model-path', folder)).rejects.toThrow(/above 0/);
    writeFileSync(file('models/first/concept_mapping.json'), '{}');
    await expect(atelier(...evaluate)).rejects.toThrow(/models\/first: concept_mapping\.json: there is no list "concepts"/);
  });
});
