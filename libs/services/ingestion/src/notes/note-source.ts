import { findColumns, literal, schemaOf, type TableDatabase } from '@atelier/tables';
import { Refusal } from '../reading/reading.js';
import type { NoteRow } from './clients.js';
import { clientExpression, type NoteColumns, readNotes } from './read-notes.js';
import type { SkippedRows } from '@atelier/contracts';

/** Names of columns of the notes; null for what they do not have. */
export interface NoteColumnNames {
  readonly client_id: string;
  readonly date: string | null;
  readonly language: string | null;
  readonly text: string;
}

/** Fewer tell nothing, and no part of them could be held out. */
export const fewestNotes = 50;

/** The rows of each client, in the order of the table. Rows that tell no client are passed over. */
export async function* notesByClient(
  database: TableDatabase,
  file: string,
  names: NoteColumnNames,
  skipped: SkippedRows,
): AsyncGenerator<readonly NoteRow[]> {
  const columns = await columnsOf(database, file, names);
  await passOverStrays(database, file, columns, skipped);
  let own: NoteRow[] = [];
  for await (const row of readNotes(database, file, columns)) {
    if (own.length > 0 && own[0].client !== row.client) {
      yield own;
      own = [];
    }
    own.push(row);
  }
  if (own.length > 0) yield own;
}

async function columnsOf(
  database: TableDatabase,
  file: string,
  { client_id, date, language, text }: NoteColumnNames,
): Promise<NoteColumns> {
  const { columns } = await schemaOf(database, file);
  const find = async (name: string) => (await findColumns(columns, [name]))[0];
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

/** Throws `notes.too_few`, telling what was passed over. */
export function requireNotes(notes: number, { counts }: SkippedRows): void {
  if (notes >= fewestNotes) return;
  const passed = Object.entries(counts).map(([reason, rows]) => `${rows} × ${reason}`);
  const others = passed.length > 0 ? ` (passed over: ${passed.join(', ')})` : '';
  throw new Refusal(
    'notes.too_few',
    `The dataset has ${notes} ${notes === 1 ? 'note' : 'notes'} that can be read${others}; at least ${fewestNotes} are needed.`,
  );
}
