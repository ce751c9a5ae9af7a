import { literal, type TableDatabase } from '@atelier/tables';
import { columnNames } from './header.js';
import { type UploadedFile, Refusal, unreadable } from './reading.js';
import { columnAt, type TableSource } from './table-source.js';

/**
 * JSON lines, or one array of objects: a column for each key, in order of appearance, named `user.city` where objects stand within objects; lists, and
 * objects that are lists of their own (of more than 100 keys), stay JSON texts.
 */
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
  refuseAmbiguous(raw);
  const columns = raw.map((key) => `${literal(key)}: 'VARCHAR'`).join(', ');
  const renamed = raw.map((_, at) => columnAt(at)).join(', ');
  const rows = `(SELECT * FROM read_json(${literal(file)}, ${shape}, columns = {${columns}}) AS source(${renamed}))`;
  const fields = await fieldsWithin(database, rows, raw).catch((error: unknown) => {
    throw explain(error);
  });
  const names = columnNames(
    fields.map(({ name }) => name),
    limits.columns,
  );
  const isFlat = fields.every(({ path }) => path.length === 0);
  const values = fields.map(({ column, path }, at) => `${valueOf(column, path)} AS ${columnAt(at)}`).join(', ');
  return {
    format,
    names,
    storedTypes: names.map(() => 'VARCHAR'),
    relation: isFlat ? rows : `(SELECT ${values} FROM ${rows})`,
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

interface Field {
  readonly name: string;
  /** Of the object that it stands in. */
  readonly column: number;
  /** Keys from that object on; none for the column itself. */
  readonly path: readonly string[];
}

const mostKeys = 100;
const deepest = 5;

/** The columns themselves, and in the place of each that holds objects alone its fields, level by level. */
async function fieldsWithin(database: TableDatabase, rows: string, keys: readonly string[]): Promise<readonly Field[]> {
  const whole = keys.map((key, column): Field => ({ name: key, column, path: [] }));
  let fields: readonly Field[] = whole;
  for (let level = 0, open = whole; open.length > 0 && level < deepest; level++) {
    const opened = await keysWithin(database, rows, await ofObjectsAlone(database, rows, open));
    fields = fields.flatMap((field) => opened.get(field) ?? [field]);
    open = [...opened.values()].flat();
  }
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  return names.size === fields.length ? fields : whole;
}

async function ofObjectsAlone(database: TableDatabase, rows: string, fields: readonly Field[]): Promise<Field[]> {
  const counts = fields.map(({ column, path }, at) => {
    const value = valueOf(column, path);
    const isObject = `CASE WHEN starts_with(${value}, '{') THEN json_valid(${value}) ELSE false END`;
    return `count(*) FILTER (${isObject}) AS o${at}, count(${value}) AS n${at}`;
  });
  const [found] = await database.rows<Record<string, string>>(`SELECT ${counts.join(', ')} FROM ${rows}`);
  return fields.filter((_, at) => Number(found[`o${at}`]) > 0 && found[`o${at}`] === found[`n${at}`]);
}

async function keysWithin(database: TableDatabase, rows: string, fields: readonly Field[]): Promise<Map<Field, Field[]>> {
  const found = new Map<Field, Field[]>();
  for (const field of fields) {
    const keys = await database.rows<{ key: string }>(
      `SELECT key FROM (
         SELECT unnest(json_keys(object)) AS key, generate_subscripts(json_keys(object), 1) AS place, row
         FROM (SELECT ${valueOf(field.column, field.path)} AS object, row_number() OVER () AS row FROM ${rows})
       ) GROUP BY key ORDER BY min(row), arg_min(place, row), key LIMIT ${mostKeys + 1}`,
    );
    if (keys.length === 0 || keys.length > mostKeys) continue;
    found.set(
      field,
      keys.map(({ key }) => ({ name: `${field.name}.${key}`, column: field.column, path: [...field.path, key] })),
    );
  }
  return found;
}

/** SQL of a field's text; null where it, or an object around it, is missing. */
function valueOf(column: number, path: readonly string[]): string {
  const escaped = path.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'));
  return path.length === 0 ? columnAt(column) : `json_extract_string(${columnAt(column)}, ${literal(`/${escaped.join('/')}`)})`;
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
