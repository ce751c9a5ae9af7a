import { csvText } from '../csv-text.js';
import { ConceptDetector } from '../detection/detect-concepts.js';
import { keywordCandidates } from '../keywords.js';
import type { SyntheticWorld } from './generate-world.js';

export interface WorldFile {
  readonly name: string;
  readonly content: string;
}

/**
 * The files of the retail side's inputs, and world.json, truth.csv and styles.csv for judging what is made of them. Every client's id says that it is
 * synthetic, and so do lexicon.json and world.json.
 */
export function worldFiles(world: SyntheticWorld): WorldFile[] {
  const { notes, clients, stages, lexicon, seed, attainable } = world;
  const bucketOf = new Map(lexicon.concepts.map(({ id, bucket }) => [id, bucket]));
  const concepts = notes.flatMap(({ clientId, date, affirmed, negated }) => {
    const row = (id: string, denied: boolean) => [clientId, id, bucketOf.get(id) ?? '', date, denied];
    return [...affirmed.map((id) => row(id, false)), ...negated.map((id) => row(id, true))];
  });
  const summary = { synthetic: true, seed, clients: clients.length, notes: notes.length, concepts: lexicon.concepts.length, attainable };
  return [
    csv(
      'notes.csv',
      ['client_id', 'date', 'language', 'text'],
      notes.map((note) => [note.clientId, note.date, note.language, note.text]),
    ),
    csv(
      'labels.csv',
      ['client_id', 'purchased', 'churned', 'lifetime_value'],
      clients.map((each) => [each.clientId, each.purchased, each.churned, each.lifetimeValue]),
    ),
    csv(
      'stages.csv',
      ['client_id', 'date', 'stage'],
      stages.map((each) => [each.clientId, each.date, each.stage]),
    ),
    csv(
      'styles.csv',
      ['client_id', 'style'],
      clients.map((each) => [each.clientId, each.style]),
    ),
    csv('note_concepts.csv', ['client_id', 'concept', 'bucket', 'date', 'negated'], concepts),
    csv(
      'truth.csv',
      ['note', 'client_id', 'date', 'affirmed', 'negated'],
      notes.map((note, i) => [i + 1, note.clientId, note.date, note.affirmed.join(' '), note.negated.join(' ')]),
    ),
    csv('candidates.csv', ['keyword', 'language', 'notes', 'clients', 'score'], candidateRows(world)),
    { name: 'lexicon.json', content: `${JSON.stringify({ synthetic: true, ...lexicon }, null, 1)}\n` },
    { name: 'world.json', content: `${JSON.stringify(summary, null, 2)}\n` },
  ];
}

const mostCandidates = 2000;

function candidateRows({ notes, lexicon }: SyntheticWorld): Cell[][] {
  const detector = new ConceptDetector(lexicon);
  const read = notes.map(({ clientId, text, language }) => ({ clientId, concepts: detector.detect(text, language) }));
  const best = keywordCandidates(read).slice(0, mostCandidates);
  return best.map(({ keyword, language, notes: count, clients, score }) => [keyword, language, count, clients, score.toFixed(3)]);
}

type Cell = string | number | boolean;

function csv(name: string, header: readonly string[], rows: readonly (readonly Cell[])[]): WorldFile {
  return { name, content: csvText(header, rows) };
}
