import { dirname } from 'node:path';
import { type JourneysMade, SkippedRows } from '@atelier/contracts';
import type { ClientHistory, ClientJourney } from '@atelier/learning';
import { textColumn } from '@atelier/learning/frame';
import { readFrame, TableDatabase, writeParquet } from '@atelier/tables';
import { type Derivation, type DerivationInput, serveDerivation } from '../derived/derivation.js';
import { notesIn } from './clients.js';
import { journeysAnswer } from './journeys-answer.js';
import { type NoteColumnNames, notesByClient, requireNotes } from './note-source.js';
import { observedStages } from './observed-stages.js';
import { numberColumn } from './table-cells.js';

/** What the program is asked. */
export interface JourneysInput {
  readonly columns: NoteColumnNames;
  /** The file of observed stages; null where rules are to tell them. */
  readonly stages: string | null;
  readonly asOf: string | null;
  readonly seed: number;
}

export type JourneysAnswer = Omit<JourneysMade, 'status' | 'dataset_id' | 'history_dataset_id' | 'name'>;
type Library = typeof import('@atelier/learning');

/** The child's side of `ClientGroups.tellJourneys`. */
serveDerivation(async (input: DerivationInput<JourneysInput>): Promise<Derivation<JourneysAnswer>> => {
  const library = await import('@atelier/learning');
  const { request, parquets, memoryMiB } = input;
  const skipped = { notes: new SkippedRows('notes'), stages: new SkippedRows('stages') };
  const histories = await historiesIn(input, library, skipped.notes);
  const known = new Set(histories.map(({ clientId }) => clientId));
  const stages =
    request.stages && (await readFrame(request.stages, ['client_id', 'date', 'stage'], { memoryMiB: Math.floor(memoryMiB / 4) }));
  const observed = stages ? observedStages(stages, known, library, skipped.stages) : undefined;
  const asOf = request.asOf === null ? undefined : library.dayOf(request.asOf);
  const { model } = await library.trainJourneys(histories, { seed: request.seed, observed, lastDay: asOf, threads: 2 });
  const lastDay = asOf ?? library.lastDayOf(histories);
  const journeys = model.journeys(histories, lastDay);
  await writeClients(parquets[0], journeys, model.stages, library);
  await writeStays(parquets[1], journeys, library);
  const parameters = { as_of: library.dateOf(lastDay), stages: model.origin.source, seed: request.seed };
  const step = { name: 'tell_journeys', parameters, fitted: { accuracy: model.evaluation.accuracy, majority: model.evaluation.majority } };
  return {
    tables: [
      { steps: [step], columns: [{ name: 'client_id', type: 'identifier', role: 'identifier' }] },
      { steps: [step], columns: [{ name: 'client_id', type: 'identifier', role: 'identifier' }] },
    ],
    answer: {
      as_of: library.dateOf(lastDay),
      ...journeysAnswer(model, library.journeyReport(journeys, model.stages)),
      skipped: [...skipped.notes.named, ...skipped.stages.named],
      skipped_counts: sumOf(skipped.notes.counts, skipped.stages.counts),
    },
  };
});

async function historiesIn(
  { file, directory, memoryMiB, request }: DerivationInput<JourneysInput>,
  { bundledLexicon, clientHistories, ConceptDetector }: Library,
  skipped: SkippedRows,
): Promise<ClientHistory[]> {
  const directories = [dirname(file), directory];
  using database = await TableDatabase.open({ directories, spillDirectory: directory, memoryMiB: Math.floor(memoryMiB / 3) });
  const detector = new ConceptDetector(bundledLexicon());
  const histories: ClientHistory[] = [];
  let notes = 0;
  for await (const rows of notesByClient(database, file, request.columns, skipped)) {
    const own = notesIn(rows, skipped).map(({ client, date, language, text }) => ({
      clientId: client,
      date,
      text: text as string,
      ...(language !== null && { language: language.trim().toLowerCase().slice(0, 2) }),
    }));
    notes += own.length;
    histories.push(...clientHistories(own, detector));
  }
  requireNotes(notes, skipped);
  return histories;
}

async function writeClients(
  file: string,
  journeys: readonly ClientJourney[],
  stages: readonly string[],
  { Frame }: Library,
): Promise<void> {
  const frame = new Frame([
    textColumn(
      'client_id',
      journeys.map(({ clientId }) => clientId),
    ),
    textColumn(
      'stage',
      journeys.map(({ now }) => now?.stage ?? null),
    ),
    ...stages.map((stage, at) =>
      numberColumn(
        `probability_${stage}`,
        journeys.map(({ now }) => now?.probabilities[at] ?? Number.NaN),
      ),
    ),
  ]);
  await writeParquet(file, frame);
}

async function writeStays(file: string, journeys: readonly ClientJourney[], { Frame }: Library): Promise<void> {
  const stays = journeys.flatMap(({ clientId, spans }) => spans.map((span) => ({ clientId, ...span })));
  const numbers = (name: string, of: (stay: (typeof stays)[number]) => number) => numberColumn(name, stays.map(of));
  const texts = (name: string, of: (stay: (typeof stays)[number]) => string) => textColumn(name, stays.map(of));
  const frame = new Frame([
    texts('client_id', ({ clientId }) => clientId),
    texts('stage', ({ stage }) => stage),
    numbers('from', ({ from }) => from),
    numbers('to', ({ to }) => to),
    numbers('days', ({ from, to }) => to - from),
    numbers('ended', ({ ended }) => Number(ended)),
  ]);
  await writeParquet(file, frame, { from: 'datetime', to: 'datetime', days: 'integer', ended: 'boolean' });
}

function sumOf(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...one };
  for (const [reason, rows] of Object.entries(other)) sum[reason] = (sum[reason] ?? 0) + rows;
  return sum;
}
