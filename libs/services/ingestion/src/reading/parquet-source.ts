import { identifier, literal, schemaOf, type TableDatabase } from '@atelier/tables';
import { columnNames } from './header.js';
import { type UploadedFile, Refusal, tooLarge, unreadable } from './reading.js';
import { columnAt, type TableSource } from './table-source.js';

/** A Parquet file, judged by its footer before anything is unpacked: rows, columns and unpacked size must be within the limits. */
export async function openParquet(database: TableDatabase, file: string, { limits }: UploadedFile): Promise<TableSource> {
  const explain = (error: unknown) =>
    error instanceof Refusal ? error : unreadable('The file is not valid Parquet, or is encrypted.', error);
  const schema = await schemaOf(database, file).catch((error: unknown) => {
    throw explain(error);
  });
  const names = columnNames(
    schema.columns.map((column) => column.name),
    limits.columns,
  );
  if (schema.rows > limits.rows) throw tooLarge(`The file says it has ${schema.rows} rows, more than ${limits.rows} (limit rows).`);
  const [{ bytes }] = await database.rows<{ bytes: string | null }>(
    `SELECT sum(total_uncompressed_size)::VARCHAR AS bytes FROM parquet_metadata(${literal(file)})`,
  );
  if (Number(bytes) > limits.inflatedBytes)
    throw tooLarge(`Unpacked, the file has ${bytes} bytes, more than ${limits.inflatedBytes} (limit inflatedBytes).`);
  const storedTypes = schema.columns.map(({ storedType }) => (storedType.startsWith('ENUM') ? 'VARCHAR' : storedType));
  const columns = schema.columns.map(({ queryName }, at) => `${identifier(queryName)}::${storedTypes[at]} AS ${columnAt(at)}`);
  return {
    format: 'parquet',
    names,
    storedTypes,
    relation: `(SELECT ${columns.join(', ')} FROM read_parquet(${literal(file)}))`,
    typesAreGuessed: false,
    decimalComma: false,
    explain,
  };
}
