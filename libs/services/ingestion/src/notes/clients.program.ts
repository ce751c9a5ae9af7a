import { dirname } from 'node:path';
import { type ClientsMade, type ColumnSchema, type DatasetStep, SkippedRows } from '@atelier/contracts';
import { findColumns, identifier, literal, parquetOptions, schemaOf, TableDatabase } from '@atelier/tables';
import { type Derivation, type DerivationInput, serveDerivation } from '../derived/derivation.js';
import { Refusal } from '../reading/reading.js';
import { clientColumns, clientExpressions, writeClients } from './client-table.js';
import { type ClientRow, clientOf, type NoteRow, type NotesLibrary } from './clients.js';
import { generateLabelTable } from './generated-labels.js';
import { type GivenLabels, type JoinedLabels, joinLabels, originColumn } from './labels.js';
import { clientExpression, type NoteColumns, readNotes } from './read-notes.js';

/** What the program is asked. */
export interface ClientsInput {
  /** Names of columns of the notes; null for what they do not have. */
  readonly columns: { readonly client_id: string; readonly date: string | null; readonly language: string | null; readonly text: string };
  readonly labels: GivenLabels | null;
  readonly labelsDatasetId: string | null;
  readonly generate: { readonly seed: number } | null;
}

export type ClientsAnswer = Pick<ClientsMade, 'notes' | 'labels' | 'label_columns' | 'labelled_clients' | 'skipped' | 'skipped_counts'>;

/** Fewer tell nothing, and no part of them could be held out. */
const fewestNotes = 50;

/** The child's side of `ClientDatasets.make`. */
serveDerivation(async (input: DerivationInput<ClientsInput>): Promise<Derivation<ClientsAnswer>> => {
  const library = await import('@atelier/learning');
  const { file, request, memoryMiB, directory, parquets } = input;
  const directories = [dirname(file), directory, ...(request.labels ? [dirname(request.labels.file)] : [])];
  using database = await TableDatabase.open({ directories, spillDirectory: directory, memoryMiB: Math.floor(memoryMiB / 2) });
  const skipped = { notes: new SkippedRows('notes'), labels: new SkippedRows('labels') };
  const columns = await columnsOf(database, input);
  await passOverStrays(database, file, columns, skipped.notes);
  const counted = { notes: 0 };
  await writeClients(database, clientsOf(readNotes(database, file, columns), library, skipped.notes, counted));
  if (counted.notes < fewestNotes) throw tooFew(counted.notes, skipped.notes);
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

async function columnsOf(database: TableDatabase, { file, request }: DerivationInput<ClientsInput>): Promise<NoteColumns> {
  const { columns } = await schemaOf(database, file);
  const find = async (name: string) => (await findColumns(columns, [name]))[0];
  const { client_id, date, language, text } = request.columns;
  return {
    client: await find(client_id),
    date: date === null ? null : await find(date),
    language: language === null ? null : await find(language),
    text: await find(text),
  };
}

/** Rows that tell no client. */
async function passOverStrays(database: TableDatabase, file: string, { client }: NoteColumns, skipped: SkippedRows): Promise<void> {
  const strays = `FROM read_parquet(${literal(file)}, file_row_number=true) WHERE ${clientExpression(client)} IS NULL`;
  const [{ rows }] = await database.rows<{ rows: string }>(`SELECT count(*)::VARCHAR AS rows ${strays}`);
  if (rows === '0') return;
  skipped.count('notes.client_missing', Number(rows));
  const first = await database.rows<{ at: string }>(`SELECT file_row_number::VARCHAR AS at ${strays} ORDER BY file_row_number LIMIT 100`);
  for (const { at } of first) skipped.name(Number(at), 'client_id', 'notes.client_missing');
}

async function* clientsOf(
  rows: AsyncIterable<NoteRow>,
  library: NotesLibrary,
  skipped: SkippedRows,
  counted: { notes: number },
): AsyncGenerator<ClientRow> {
  let own: NoteRow[] = [];
  const ended = function* () {
    const client = own.length > 0 ? clientOf(own, library, skipped) : null;
    counted.notes += client?.count ?? 0;
    own = [];
    if (client) yield client;
  };
  for await (const row of rows) {
    if (own.length > 0 && own[0].client !== row.client) yield* ended();
    own.push(row);
  }
  yield* ended();
}

function tooFew(notes: number, { counts }: SkippedRows): Refusal {
  const passed = Object.entries(counts).map(([reason, rows]) => `${rows} × ${reason}`);
  const others = passed.length > 0 ? ` (passed over: ${passed.join(', ')})` : '';
  return new Refusal(
    'notes.too_few',
    `The dataset has ${notes} ${notes === 1 ? 'note' : 'notes'} that can be read${others}; at least ${fewestNotes} are needed.`,
  );
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
