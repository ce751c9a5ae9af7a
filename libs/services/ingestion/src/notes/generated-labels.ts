import type { ColumnSchema } from '@atelier/contracts';
import type { TableDatabase } from '@atelier/tables';
import { type JoinedLabels, originColumn } from './labels.js';

/** Labels that rules make of what the notes say, in the order of the table; the last says of every row that it was generated, and how. */
const generatedColumns: readonly ColumnSchema[] = [
  { name: 'purchased', type: 'boolean', role: 'ignored', missing_tokens: [] },
  { name: 'churned', type: 'boolean', role: 'ignored', missing_tokens: [] },
  { name: 'lifetime_value', type: 'float', role: 'ignored', missing_tokens: [] },
  { name: originColumn, type: 'category', role: 'ignored', missing_tokens: [] },
];

/** DuckDB's size of a vector. */
const chunkClients = 2048;

type StoredClient = Readonly<Record<'client_id' | 'notes', string>> & { readonly last_note: string | null };

/** Makes the table `labels` beside `clients`. The same seed makes the same labels. */
export async function generateLabelTable(database: TableDatabase, seed: number): Promise<JoinedLabels> {
  const { generateLabels, originText } = await import('@atelier/learning');
  const { BOOLEAN, DOUBLE, DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api');
  const clients = await database.rows<StoredClient>('SELECT client_id, notes, last_note FROM clients');
  const { clients: labelled, origin } = generateLabels(
    clients.map(({ client_id: clientId, notes: text, last_note: lastNote }) => ({ clientId, text, lastNote })),
    { seed },
  );
  await database.run(
    'CREATE TABLE labels (client_of_labels VARCHAR, purchased BOOLEAN, churned BOOLEAN, lifetime_value DOUBLE, labels_origin VARCHAR)',
  );
  const appender = await database.appender('labels');
  const marked = originText(origin);
  for (let from = 0; from < labelled.length; from += chunkClients) {
    const part = labelled.slice(from, from + chunkClients);
    const chunk = DuckDBDataChunk.create([VARCHAR, BOOLEAN, BOOLEAN, DOUBLE, VARCHAR], part.length);
    chunk.setRows(part.map(({ clientId, purchased, churned, lifetimeValue }) => [clientId, purchased, churned, lifetimeValue, marked]));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  return { source: 'generated', columns: generatedColumns, queryNames: generatedColumns.map(({ name }) => name), clients: labelled.length };
}
