import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ColumnSchema } from '@atelier/contracts';
import { identifier, literal, parquetOptions, schemaOf, TableDatabase } from '@atelier/tables';
import type { DerivationInput, Derivation } from '../derived/derivation.js';
import { openUpload } from '../reading/read-table.js';
import { type UploadedFile, Refusal } from '../reading/reading.js';
import { columnAt, type TableSource } from '../reading/table-source.js';
import { type AmendedColumn, changeValues, readAgain, type Texts } from './amend-column.js';
import { type Amendment, changesCells, changesRows, readsAgain } from './amendment.js';
import { keptRows } from './kept-rows.js';

export interface AmendRequest {
  readonly amendment: Amendment;
  /** The roles of all columns afterwards. */
  readonly roles: Readonly<Record<string, ColumnSchema['role']>>;
  /** The file as it was uploaded, where the table's rows are still its rows. */
  readonly raw: Omit<UploadedFile, 'directory'> | null;
  /** `yyyy-mm-dd` */
  readonly today: string;
}

export type AmendInput = DerivationInput<AmendRequest>;

/** Writes the table with other types, values and rows: cells first, then rows. */
export async function amend(input: AmendInput): Promise<Derivation<{ readonly dropped: number }>> {
  const { amendment } = input.request;
  const changed = Object.entries(amendment.columns ?? {}).filter(([, change]) => changesCells(change));
  const [target] = input.parquets;
  const cells = changesRows(amendment) && changed.length > 0 ? join(input.directory, 'cells.parquet') : target;
  const columns = changed.length > 0 ? await writeCells(input, cells) : [];
  if (changesRows(amendment)) await writeRows(input, changed.length > 0 ? cells : input.file, target);
  else if (changed.length === 0) await copyFile(input.file, target);
  const { rows: kept } = await rowsOf(input, target);
  const dropped = input.rows - kept;
  return { tables: [{ steps: [stepOf(amendment, dropped)], columns: schemas(input, columns) }], answer: { dropped } };
}

function stepOf(amendment: Amendment, dropped: number): Derivation<unknown>['tables'][number]['steps'][number] {
  return { name: 'amend', parameters: { ...amendment }, ...(dropped > 0 ? { fitted: { rows_dropped: dropped } } : {}) };
}

function schemas({ columns, request }: AmendInput, amended: readonly AmendedColumn[]): (Partial<ColumnSchema> & { name: string })[] {
  return columns.map(({ name }) => {
    const found = amended.find((column) => column.name === name);
    const role = request.roles[name];
    return found ? { name, role, type: found.type, format: found.format, missing_tokens: [...found.missingTokens] } : { name, role };
  });
}

async function open({ file, directory, memoryMiB, request }: AmendInput, more = ''): Promise<TableDatabase> {
  const directories = [dirname(file), directory, ...(request.raw ? [dirname(request.raw.file)] : []), ...(more ? [dirname(more)] : [])];
  return await TableDatabase.open({
    directories: [...new Set(directories)],
    spillDirectory: directory,
    memoryMiB: Math.floor(memoryMiB / 2),
  });
}

async function rowsOf(input: AmendInput, file: string): Promise<{ rows: number }> {
  using database = await open(input);
  return await schemaOf(database, file);
}

/** Columns that are read again come from the uploaded file, beside the others from our Parquet, row by row. */
async function writeCells(input: AmendInput, target: string): Promise<AmendedColumn[]> {
  const source = await rawSource(input);
  try {
    return await writeFrom(input, source, target);
  } catch (error) {
    const another = error instanceof Refusal ? undefined : await source?.another?.(error);
    if (!another) throw error;
    return await writeFrom(input, another, target);
  }
}

async function rawSource({ request, directory }: AmendInput): Promise<TableSource | undefined> {
  const isNeeded = Object.values(request.amendment.columns ?? {}).some(readsAgain);
  if (!isNeeded || !request.raw) return undefined;
  return (await openUpload({ ...request.raw, directory })).source;
}

async function writeFrom(input: AmendInput, source: TableSource | undefined, target: string): Promise<AmendedColumn[]> {
  using database = await open(input);
  const stored = (await schemaOf(database, input.file)).columns;
  const ours = `(SELECT ${stored.map(({ queryName }, at) => `${identifier(queryName)} AS p${at}`).join(', ')} FROM read_parquet(${literal(input.file)}))`;
  const again = source && (await hasAllRows(database, source, input.rows)) ? source : undefined;
  const amended: AmendedColumn[] = [];
  const expressions: string[] = [];
  for (const [at, { name, storedType }] of stored.entries()) {
    const change = input.request.amendment.columns?.[name];
    const column = input.columns[at];
    if (!change || !changesCells(change)) {
      expressions.push(`p${at}`);
      continue;
    }
    const texts: Texts = again ? rawTexts(again, name) : { relation: ours, text: ourText(`p${at}`, storedType) };
    const read = readsAgain(change) ? await readAgain(database, column, change, texts) : { ...unchanged(column), expression: `p${at}` };
    const finished = changeValues(read.expression, read, readsAgain(change) ? storedTypeOf(read) : storedType, change, input.request.today);
    amended.push({ ...read, expression: finished });
    expressions.push(finished);
  }
  const relation = again ? `${ours} POSITIONAL JOIN ${again.relation}` : ours;
  const selected = expressions.map((expression, at) => `${expression} AS ${identifier(stored[at].name)}`);
  await database.run(
    `COPY (SELECT ${selected.join(', ')} FROM ${relation}) TO ${literal(target)} (${parquetOptions(stored.map(({ name }) => name))})`,
  );
  return amended;
}

async function hasAllRows(database: TableDatabase, { relation }: TableSource, rows: number): Promise<boolean> {
  const [{ n }] = await database.rows<{ n: string }>(`SELECT count(*) AS n FROM ${relation}`);
  return Number(n) === rows;
}

function rawTexts(source: TableSource, name: string): Texts {
  const at = source.names.indexOf(name);
  const column = columnAt(at);
  return { relation: source.relation, text: ourText(column, source.storedTypes[at]) };
}

/** Dates as ISO texts, which every reading of dates knows. */
function ourText(column: string, storedType: string): string {
  if (storedType === 'VARCHAR') return column;
  return /^(DATE|TIMESTAMP)/.test(storedType) ? `strftime(${column}::TIMESTAMP, '%Y-%m-%d %H:%M:%S')` : `${column}::VARCHAR`;
}

function unchanged({ name, type, format, missing_tokens }: ColumnSchema): Omit<AmendedColumn, 'expression'> {
  return { name, type, format: format ?? null, missingTokens: missing_tokens };
}

function storedTypeOf({ type }: AmendedColumn): string {
  const stored: Partial<Record<ColumnSchema['type'], string>> = {
    integer: 'BIGINT',
    float: 'DOUBLE',
    boolean: 'BOOLEAN',
    datetime: 'TIMESTAMP',
  };
  return stored[type] ?? 'VARCHAR';
}

async function writeRows(input: AmendInput, from: string, target: string): Promise<void> {
  using database = await open(input, from);
  const stored = (await schemaOf(database, from)).columns;
  const options = parquetOptions(stored.map(({ name }) => name));
  await database.run(`COPY (${keptRows(from, stored, input.request.amendment)}) TO ${literal(target)} (${options})`);
}
