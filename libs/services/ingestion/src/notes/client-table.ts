import type { TableDatabase } from '@atelier/tables';
import type { ClientRow } from './clients.js';

/** Clients at once on their way into the table: their notes are long. */
const chunkClients = 256;

/** The columns that a table of clients has of its own, beside labels. */
export const clientColumns = ['client_id', 'notes', 'note_count', 'first_note', 'last_note', 'languages'] as const;

/** How the table of this database that `writeClients` fills gives them. */
export const clientExpressions = [
  'c.client_id AS client_id',
  'c.notes AS notes',
  'c.note_count::BIGINT AS note_count',
  'c.first_note::TIMESTAMP AS first_note',
  'c.last_note::TIMESTAMP AS last_note',
  'c.languages AS languages',
];

/** Fills the table `clients`, a few at a time, so that texts are not all in memory. */
export async function writeClients(database: TableDatabase, clients: AsyncIterable<ClientRow>): Promise<void> {
  const { DOUBLE, DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api');
  const columns = 'client_id VARCHAR, notes VARCHAR, note_count DOUBLE, first_note VARCHAR, last_note VARCHAR, languages VARCHAR';
  await database.run(`CREATE TABLE clients (${columns})`);
  const appender = await database.appender('clients');
  const append = (rows: readonly ClientRow[]) => {
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR, DOUBLE, VARCHAR, VARCHAR, VARCHAR], rows.length);
    chunk.setRows(rows.map(({ client, notes, count, first, last, languages }) => [client, notes, count, first, last, languages]));
    appender.appendDataChunk(chunk);
  };
  let waiting: ClientRow[] = [];
  for await (const client of clients) {
    if (waiting.push(client) < chunkClients) continue;
    append(waiting);
    waiting = [];
  }
  if (waiting.length > 0) append(waiting);
  appender.closeSync();
}
