import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { identifier, literal, parquetOptions, TableDatabase, type TableLimits } from '@atelier/tables';
import { openCsv } from './csv-source.js';
import { detectFormat, isGzip, isOle } from './detect-format.js';
import { openExcel } from './excel/excel-source.js';
import { refuseOle } from './excel/other-office.js';
import { inflate } from './inflate.js';
import { openJson } from './json-source.js';
import { openParquet } from './parquet-source.js';
import { type PlannedColumn, planColumns } from './plan-columns.js';
import type { ColumnProfile } from './profile.js';
import { profileOf } from './profile-column.js';
import { profileTable } from './profile-table.js';
import { type FileFormat, type ReadTableInput, Refusal, tooLarge, type UploadedFile } from './reading.js';
import type { TableSource } from './table-source.js';
import { checkText, DeferredTextCheck } from './text-check.js';

export interface ReadTableResult {
  readonly format: FileFormat;
  readonly gzipped: boolean;
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

/**
 * Reads an uploaded file of any known format, writes it as typed Parquet and counts its values: unpack, check the bytes, find types on all
 * rows, convert, profile. Memory is bounded whatever the file's size. Errors: `dataset.*`, `storage.full`, `sandbox.out_of_memory`.
 */
export async function readTable(input: ReadTableInput): Promise<ReadTableResult> {
  const { format, gzipped, source } = await openUpload(input);
  if (input.targetColumn !== null) await requireColumn(source.names, input.targetColumn);
  using database = await TableDatabase.open(databaseLimits(input, source.names.length));
  return { format, gzipped, ...(await convert(database, source, input)) };
}

/** Unpacks and checks an uploaded file, and finds how it is to be read. */
export async function openUpload(input: UploadedFile): Promise<{ format: FileFormat; gzipped: boolean; source: TableSource }> {
  const gzipped = isGzip(await headOf(input.file));
  const file = gzipped ? join(input.directory, 'inflated') : input.file;
  const format = gzipped ? await unpack(input, file) : await inspect(input);
  return { format, gzipped, source: await openSource(file, format, input) };
}

/** The text is checked as it is inflated: on two processors that costs no time of its own. */
async function unpack({ file, limits }: UploadedFile, target: string): Promise<FileFormat> {
  const check = new DeferredTextCheck(limits.lineBytes);
  await inflate(file, target, limits.inflatedBytes, (piece) => check.take(piece));
  const format = await formatOf(target);
  if (isText(format)) check.end();
  return format;
}

async function inspect({ file, limits }: UploadedFile): Promise<FileFormat> {
  const format = await formatOf(file);
  if (isText(format)) await checkText(file, limits.lineBytes);
  return format;
}

async function formatOf(file: string): Promise<FileFormat> {
  const head = await headOf(file);
  return isOle(head) ? await refuseOle(file) : detectFormat(head);
}

function isText(format: FileFormat): boolean {
  return format !== 'parquet' && format !== 'excel';
}

/** So many columns that two threads' buffers of them would be too much. */
const manyColumns = 1000;
/** What DuckDB sets aside for a column while it writes Parquet; little of it is ever touched. */
const reservedMiB = 1;

/** Half of the memory is DuckDB's, and what it only sets aside besides; the sandbox watches what is really used. */
export function databaseLimits({ file, directory, limits }: UploadedFile, columns: number): TableLimits {
  return {
    directories: [...new Set([directory, dirname(file)])],
    spillDirectory: directory,
    memoryMiB: Math.floor(limits.memoryMiB / 2) + columns * reservedMiB,
    threads: columns > manyColumns ? 1 : 2,
  };
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function openSource(file: string, format: FileFormat, input: UploadedFile): Promise<TableSource> {
  if (input.sheet !== null && format !== 'excel')
    throw new Refusal('dataset.sheet_not_found', 'A sheet was named, but the file is no workbook; leave out the sheet.');
  if (format === 'csv') return await openCsv(file, input);
  if (format === 'excel') return await openExcel(file, input);
  using database = await TableDatabase.open(databaseLimits(input, 0));
  return format === 'parquet' ? await openParquet(database, file, input) : await openJson(database, file, format, input);
}

async function requireColumn(names: readonly string[], target: string): Promise<void> {
  if (names.includes(target)) return;
  const { columnMissing } = await import('@atelier/learning/frame');
  throw new Refusal('dataset.column_not_found', columnMissing(target, names).message);
}

async function convert(
  database: TableDatabase,
  source: TableSource,
  input: ReadTableInput,
): Promise<{ rows: number; columns: ColumnProfile[] }> {
  try {
    const planned = await planColumns(database, source);
    await write(database, source, planned, input.parquet);
    return await profile(database, planned, input);
  } catch (error) {
    const fault = resourceFault(error);
    if (fault) throw fault;
    const another = await source.another?.(error);
    if (!another) throw source.explain(error);
    return await convert(database, another, input);
  }
}

async function profile(
  database: TableDatabase,
  planned: readonly PlannedColumn[],
  { parquet, limits, targetColumn }: ReadTableInput,
): Promise<{ rows: number; columns: ColumnProfile[] }> {
  const { rows, counts } = await profileTable(database, parquet);
  if (rows === 0) throw new Refusal('dataset.empty', 'The file has a header, but no rows.');
  if (rows > limits.rows) throw tooLarge(`The table has ${rows} rows, more than ${limits.rows} (limit rows).`);
  return { rows, columns: planned.map((column, at) => profileOf(column, counts[at], rows, targetColumn)) };
}

async function write(database: TableDatabase, source: TableSource, planned: readonly PlannedColumn[], parquet: string): Promise<void> {
  const selected = planned.map(({ expression, name }) => `${expression} AS ${identifier(name)}`);
  const options = parquetOptions(planned.map(({ name }) => name));
  await database.run(`COPY (SELECT ${selected.join(', ')} FROM ${source.relation}) TO ${literal(parquet)} (${options})`);
}

/** Faults of the machine rather than of the file. */
function resourceFault(error: unknown): Refusal | undefined {
  const message = String(error);
  if (/no space left|ENOSPC/i.test(message)) return new Refusal('storage.full', 'There is no room to unpack and convert the file.', error);
  if (/Out of Memory/i.test(message))
    return new Refusal('sandbox.out_of_memory', 'The table needs more memory than a reader may take (limit memoryMiB).', error);
  return undefined;
}
