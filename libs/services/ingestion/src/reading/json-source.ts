import { literal, type TableDatabase } from '@atelier/tables';
import { columnNames } from './header.js';
import { type UploadedFile, Refusal, unreadable } from './reading.js';
import { columnAt, type TableSource } from './table-source.js';

/** JSON lines, or one array of objects: a column for each key, in order of appearance; nested values stay JSON texts. */
export async function openJson(
  database: TableDatabase,
  file: string,
  format: 'json' | 'json_lines',
  { limits }: UploadedFile,
): Promise<TableSource> {
  const shape = `format = ${format === 'json' ? "'array'" : "'newline_delimited'"}, maximum_object_size = ${limits.lineBytes}`;
  const explain = (error: unknown) => explainJson(error);
  const raw = await keysOf(database, `read_json_objects(${literal(file)}, ${shape})`, limits.columns).catch((error: unknown) => {
    throw explain(error);
  });
  const names = columnNames(raw, limits.columns);
  refuseAmbiguous(raw);
  const columns = raw.map((key) => `${literal(key)}: 'VARCHAR'`).join(', ');
  const renamed = raw.map((_, at) => columnAt(at)).join(', ');
  return {
    format,
    names,
    storedTypes: names.map(() => 'VARCHAR'),
    relation: `(SELECT * FROM read_json(${literal(file)}, ${shape}, columns = {${columns}}) AS source(${renamed}))`,
    typesAreGuessed: true,
    decimalComma: false,
    explain,
  };
}

async function keysOf(database: TableDatabase, objects: string, limit: number): Promise<string[]> {
  const numbered = `SELECT json, row_number() OVER () AS row FROM ${objects}`;
  const [strange] = await database.rows<{ row: string }>(
    `SELECT row FROM (${numbered}) WHERE json_type(json) <> 'OBJECT' ORDER BY row LIMIT 1`,
  );
  if (strange) throw unreadable(`Row ${strange.row} is not a JSON object.`);
  const keys = await database.rows<{ key: string }>(
    `SELECT key FROM (
       SELECT unnest(json_keys(json)) AS key, generate_subscripts(json_keys(json), 1) AS place, row FROM (${numbered})
     ) GROUP BY key ORDER BY min(row), arg_min(place, row), key LIMIT ${limit + 1}`,
  );
  if (keys.length === 0) throw new Refusal('dataset.empty', 'The file has no rows, or its objects have no fields.');
  return keys.map(({ key }) => key);
}

/** DuckDB does not tell names apart that differ only in case. */
function refuseAmbiguous(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined)
      throw unreadable(`The fields ${JSON.stringify(earlier)} and ${JSON.stringify(name)} differ only in case; rename one.`);
    seen.set(name.toLowerCase(), name);
  }
}

function explainJson(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = String(error);
  const row = /(?:line|record\/value|value) (\d+)/.exec(message)?.[1];
  if (/maximum_object_size/.test(message)) return unreadable('A JSON object is longer than allowed (limit lineBytes).', error);
  return unreadable(row ? `Row ${row} is not valid JSON.` : 'The file is not valid JSON lines.', error);
}
