import { describe, expect, it } from '@jest/globals';
import { ConceptDetector } from '../detection/detect-concepts.js';
import { keywordCandidates } from '../keywords.js';
import { bundledLexicon } from '../lexicon/bundled.js';
import { languages } from '../lexicon/lexicon.js';
import { generateWorld } from './generate-world.js';
import { grammars } from './grammar/index.js';
import { worldFiles } from './world-files.js';

const world = generateWorld({ clients: 60, seed: 3 });
const detector = new ConceptDetector(bundledLexicon());
const ids = new Set(bundledLexicon().concepts.map(({ id }) => id));

describe('a synthetic world', () => {
  it('is the same for the same seed, another for another, and says that it is synthetic', () => {
    expect(JSON.stringify(generateWorld({ clients: 60, seed: 3 }))).toBe(JSON.stringify(world));
    expect(generateWorld({ clients: 1, seed: 4 }).notes[0].text).not.toBe(world.notes[0].text);
    expect(world.synthetic).toBe(true);
    expect(world.clients.every(({ clientId }) => clientId.startsWith('synthetic-'))).toBe(true);
  });

  it('begins alike however many clients there are', () => {
    const { notes } = generateWorld({ clients: 3, seed: 3 });
    expect(notes).toEqual(world.notes.slice(0, notes.length));
  });

  it('has 2 to 8 notes a client in the order of time, of 20 to 120 words, in all languages', () => {
    for (const { clientId } of world.clients) {
      const dates = world.notes.filter((note) => note.clientId === clientId).map(({ date }) => date);
      expect(dates.length >= 2 && dates.length <= 8).toBe(true);
      expect(dates).toEqual(dates.toSorted());
    }
    const lengths = world.notes.map(({ text }) => text.split(/\s+/).length);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(19);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(120);
    expect(new Set(world.notes.map(({ language }) => language)).size).toBe(languages.length);
  });

  it('tells the truth of each note: concepts of the lexicon, none both so and not so', () => {
    for (const { affirmed, negated } of world.notes) {
      expect([...affirmed, ...negated].every((id) => ids.has(id)) && !negated.some((id) => affirmed.includes(id))).toBe(true);
    }
    expect(world.notes.some(({ negated }) => negated.length > 0)).toBe(true);
  });

  it('tells a stage of each client on the day of each note and every 90 days after the first', () => {
    for (const { clientId } of world.clients) {
      const stages = world.stages.filter((each) => each.clientId === clientId);
      const noted = world.notes.filter((each) => each.clientId === clientId).map(({ date }) => date);
      expect(stages[0]).toMatchObject({ date: noted[0] });
      expect(noted.every((date) => stages.some((each) => each.date === date))).toBe(true);
      expect(stages.map(({ date }) => date)).toEqual([...new Set(stages.map(({ date }) => date))].toSorted());
      expect(stages.at(-1)?.date).toBe('2026-06-30');
    }
    expect(new Set(world.stages.map(({ stage }) => stage)).size).toBe(8);
  });

  it('gathers tastes in styles as sharply as is asked', () => {
    const sharp = generateWorld({ clients: 5, seed: 3, tasteContrast: 1e6 });
    expect(sharp.clients.map(({ style }) => style)).toEqual(world.clients.slice(0, 5).map(({ style }) => style));
    expect(sharp.notes[0].text).not.toBe(world.notes[0].text);
    expect(() => generateWorld({ clients: 5, seed: 3, tasteContrast: 0.5 })).toThrow(expect.objectContaining({ where: 'tasteContrast' }));
  });

  it('knows what can be reached: well above chance, below certainty', () => {
    const { purchaseAuc, churnAuc, logValueR2, stageAccuracy } = generateWorld({ clients: 1500, seed: 8 }).attainable;
    for (const value of [purchaseAuc, churnAuc, logValueR2, stageAccuracy]) expect(value > 0.7 && value < 0.95).toBe(true);
  });

  it.each([0, 1.5, Number.NaN])('refuses %p clients', (clients) => {
    expect(() => generateWorld({ clients, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'learning.parameter_invalid', where: 'clients' }),
    );
  });

  it.each(languages)('says nothing of a concept in the openers and fillers of %s', (language) => {
    const { openers, fillers, names } = grammars[language];
    const sentences = [...fillers, ...openers.flatMap((opener) => names.map((name) => opener.replace('{name}', name)))];
    expect(sentences.filter((sentence) => detector.detect(sentence, language).mentions.length > 0)).toEqual([]);
  });
});

describe('its files', () => {
  const files = new Map(worldFiles(world).map(({ name, content }) => [name, content]));
  const header = (name: string) => files.get(name)?.split('\n', 1)[0];

  it('have the shapes of the inputs', () => {
    expect(header('notes.csv')).toBe('client_id,date,language,text');
    expect(header('labels.csv')).toBe('client_id,purchased,churned,lifetime_value');
    expect(header('note_concepts.csv')).toBe('client_id,concept,bucket,date,negated');
    expect(header('stages.csv')).toBe('client_id,date,stage');
    expect(header('styles.csv')).toBe('client_id,style');
    expect(header('candidates.csv')).toBe('keyword,language,notes,clients,score');
    expect(files.get('labels.csv')?.trim().split('\n')).toHaveLength(61);
    expect(JSON.parse(files.get('lexicon.json') ?? '')).toMatchObject({ synthetic: true, concepts: { length: 1253 } });
    expect(JSON.parse(files.get('world.json') ?? '')).toMatchObject({ synthetic: true, seed: 3, clients: 60, notes: world.notes.length });
  });

  it('quote line breaks and quotes', () => {
    const broken = { ...world, notes: [{ ...world.notes[0], text: 'a "b"\nc' }] };
    expect(worldFiles(broken)[0].content).toContain(',"a ""b""\nc"\n');
  });
});

describe('keyword candidates', () => {
  const notes = (texts: readonly string[]) => texts.map((text, i) => ({ clientId: `c${i % 2}`, concepts: detector.detect(text, 'en') }));

  it('are what notes often say beside the lexicon, the longest that stands for itself first', () => {
    const texts = [
      'She adores the moonlight terrace and gold',
      'We sat on the moonlight terrace',
      'The moonlight terrace was closed',
      'a terrace',
      'the gold',
      'the gold',
      'the gold',
    ];
    const found = keywordCandidates(notes(texts));
    expect(found[0]).toMatchObject({ keyword: 'moonlight terrace', language: 'en', notes: 3, clients: 2 });
    expect(found.map(({ keyword }) => keyword)).not.toContain('moonlight');
    expect(found.map(({ keyword }) => keyword)).not.toContain('gold');
  });

  it('need notes in a known language, and whole numbers', () => {
    expect(keywordCandidates([{ clientId: 'a', concepts: detector.detect('42') }], { minNotes: 1 })).toEqual([]);
    expect(() => keywordCandidates([], { maxWords: 0 })).toThrow(expect.objectContaining({ where: 'maxWords' }));
  });
});
