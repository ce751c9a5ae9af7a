import { dirname } from 'node:path';
import { type ClientsMade, type ColumnSchema, type DatasetStep, SkippedRows } from '@atelier/contracts';
import { identifier, literal, parquetOptions, TableDatabase } from '@atelier/tables';
import { type Derivation, type DerivationInput, serveDerivation } from '../derived/derivation.js';
import { clientColumns, clientExpressions, writeClients } from './client-table.js';
import { type ClientRow, clientOf, type NoteRow, type NotesLibrary } from './clients.js';
import { generateLabelTable } from './generated-labels.js';
import { type GivenLabels, type JoinedLabels, joinLabels, originColumn } from './labels.js';
import { type NoteColumnNames, notesByClient, requireNotes } from './note-source.js';

/** What the program is asked. */
export interface ClientsInput {
  readonly columns: NoteColumnNames;
  readonly labels: GivenLabels | null;
  readonly labelsDatasetId: string | null;
  readonly generate: { readonly seed: number } | null;
}

export type ClientsAnswer = Pick<ClientsMade, 'notes' | 'labels' | 'label_columns' | 'labelled_clients' | 'skipped' | 'skipped_counts'>;

/** The child's side of `ClientDatasets.make`. */
serveDerivation(async (input: DerivationInput<ClientsInput>): Promise<Derivation<ClientsAnswer>> => {
  const library = await import('@atelier/learning');
  const { file, request, memoryMiB, directory, parquets } = input;
  const directories = [dirname(file), directory, ...(request.labels ? [dirname(request.labels.file)] : [])];
  using database = await TableDatabase.open({ directories, spillDirectory: directory, memoryMiB: Math.floor(memoryMiB / 2) });
  const skipped = { notes: new SkippedRows('notes'), labels: new SkippedRows('labels') };
  const counted = { notes: 0 };
  await writeClients(database, clientsOf(notesByClient(database, file, request.columns, skipped.notes), library, skipped.notes, counted));
  requireNotes(counted.notes, skipped.notes);
  const labels = await labelsOf(database, request, skipped.labels);
  await writeTable(database, parquets[0], labels);
  const labelColumns = labels?.columns.map(({ name }) => name).filter((name) => name !== originColumn) ?? [];
  return {
    tables: [{ steps: stepsOf(request, counted.notes, skipped, labels), columns: columnsWith(labels) }],
    answer: {
      notes: counted.notes,
      labels: labels?.source ?? 'none',
      label_columns: labelColumns,
      labelled_clients: labels?.clients ?? 0,
      skipped: [...skipped.notes.named, ...skipped.labels.named],
      skipped_counts: countsOf(skipped),
    },
  };
});

async function* clientsOf(
  rows: AsyncIterable<readonly NoteRow[]>,
  library: NotesLibrary,
  skipped: SkippedRows,
  counted: { notes: number },
): AsyncGenerator<ClientRow> {
  for await (const own of rows) {
    const client = clientOf(own, library, skipped);
    counted.notes += client?.count ?? 0;
    if (client) yield client;
  }
}

async function labelsOf(database: TableDatabase, { labels, generate }: ClientsInput, skipped: SkippedRows): Promise<JoinedLabels | null> {
  if (labels) return await joinLabels(database, labels, skipped);
  return generate ? await generateLabelTable(database, generate.seed) : null;
}

async function writeTable(database: TableDatabase, to: string, labels: JoinedLabels | null): Promise<void> {
  const { columns, queryNames } = labels ?? { columns: [], queryNames: [] };
  const selected = [...clientExpressions, ...queryNames.map((name) => `l.${identifier(name)}`)];
  const joined = labels ? 'clients c LEFT JOIN labels l ON l.client_of_labels = c.client_id' : 'clients c';
  const options = parquetOptions([...clientColumns, ...columns.map(({ name }) => name)]);
  await database.run(`COPY (SELECT ${selected.join(', ')} FROM ${joined} ORDER BY c.client_id) TO ${literal(to)} (${options})`);
}

type Skips = Readonly<Record<'notes' | 'labels', SkippedRows>>;

function countsOf({ notes, labels }: Skips): Record<string, number> {
  const counts = { ...notes.counts };
  for (const [reason, rows] of Object.entries(labels.counts)) counts[reason] = (counts[reason] ?? 0) + rows;
  return counts;
}

/** Only the notes are learned from unless somebody says otherwise: a label would tell of the other labels. */
function columnsWith(labels: JoinedLabels | null): ColumnSchema[] {
  const ignored: Pick<ColumnSchema, 'role' | 'missing_tokens'> = { role: 'ignored', missing_tokens: [] };
  return [
    { name: 'client_id', type: 'identifier', role: 'identifier', missing_tokens: [] },
    { name: 'notes', type: 'text', role: 'feature', missing_tokens: [] },
    { name: 'note_count', type: 'integer', ...ignored },
    { name: 'first_note', type: 'datetime', ...ignored },
    { name: 'last_note', type: 'datetime', ...ignored },
    { name: 'languages', type: 'category', ...ignored },
    ...(labels?.columns ?? []).map((column): ColumnSchema => ({ ...column, role: 'ignored' })),
  ];
}

function stepsOf(
  { columns, generate, labelsDatasetId }: ClientsInput,
  notes: number,
  skipped: Skips,
  labels: JoinedLabels | null,
): DatasetStep[] {
  const grouped = { name: 'group_notes', parameters: { columns }, fitted: { notes, skipped: skipped.notes.counts } };
  if (!labels) return [grouped];
  const parameters = { labels: labels.source, columns: labels.columns.map(({ name }) => name) };
  if (generate) return [grouped, { name: 'generate_labels', parameters: { ...parameters, seed: generate.seed } }];
  return [
    grouped,
    { name: 'join_labels', parameters: { ...parameters, labels_dataset_id: labelsDatasetId }, fitted: { skipped: skipped.labels.counts } },
  ];
}
