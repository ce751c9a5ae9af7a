import { identifier, literal, type StoredColumn, type TableDatabase } from '@atelier/tables';
import type { NoteRow } from './clients.js';

/** Where the parts of a note stand; null for a part that the table does not have. */
export interface NoteColumns {
  readonly client: StoredColumn;
  readonly date: StoredColumn | null;
  readonly language: StoredColumn | null;
  readonly text: StoredColumn;
}

/** A client's id as a text without blanks around it; null where there is none. */
export function clientExpression({ queryName }: StoredColumn): string {
  return `nullif(trim(${identifier(queryName)}::VARCHAR), '')`;
}

/** The rows of a table of notes that tell their client, client by client, each client's in the order of the table. */
export async function* readNotes(database: TableDatabase, file: string, columns: NoteColumns): AsyncGenerator<NoteRow> {
  const { date, language, text } = columns;
  const own = (column: StoredColumn | null) => (column ? `${identifier(column.queryName)}::VARCHAR` : 'NULL::VARCHAR');
  const instant = date ? `strftime(TRY_CAST(${identifier(date.queryName)} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ')` : 'NULL::VARCHAR';
  const selected = [
    `file_row_number::DOUBLE AS source_row`,
    `${clientExpression(columns.client)} AS client`,
    `${own(date)} AS written`,
    `${instant} AS date`,
    `${own(language)} AS language`,
    `${own(text)} AS text`,
  ];
  const rows = `SELECT ${selected.join(', ')} FROM read_parquet(${literal(file)}, file_row_number=true)`;
  const result = await database.stream(`FROM (${rows}) WHERE client IS NOT NULL ORDER BY client, source_row`);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [row, client, written, day, spoken, words] of chunk.getRows())
      yield {
        row: row as number,
        client: client as string,
        written: written as string | null,
        date: day as string | null,
        language: spoken as string | null,
        text: words as string | null,
      };
  }
}
