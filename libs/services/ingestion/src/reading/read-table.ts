import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '@atelier/contracts';
import { columnMissing } from '@atelier/learning';
import { identifier, literal, parquetOptions, TableDatabase } from '@atelier/tables';
import { openCsv } from './csv-source.js';
import { detectFormat, isGzip } from './detect-format.js';
import { inflate } from './inflate.js';
import { openJson } from './json-source.js';
import { openParquet } from './parquet-source.js';
import { type PlannedColumn, planColumns } from './plan-columns.js';
import type { ColumnProfile } from './profile.js';
import { type ColumnCounts, profileTable } from './profile-table.js';
import { type FileFormat, type ReadTableInput, tooLarge } from './reading.js';
import { roleOf, typeOf } from './roles.js';
import type { TableSource } from './table-source.js';
import { checkText } from './text-check.js';

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
  const gzipped = isGzip(await headOf(input.file));
  const file = gzipped ? join(input.directory, 'inflated') : input.file;
  if (gzipped) await inflate(input.file, file, input.limits.inflatedBytes);
  const format = detectFormat(await headOf(file));
  if (format !== 'parquet') await checkText(file, input.limits.lineBytes);
  using database = await TableDatabase.open({
    directories: [input.directory],
    spillDirectory: input.directory,
    memoryMiB: Math.floor(input.limits.memoryMiB / 2),
  });
  const source = await openSource(database, file, format, input);
  if (input.targetColumn !== null) requireColumn(source.names, input.targetColumn);
  return { format, gzipped, ...(await convert(database, source, input)) };
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

function openSource(database: TableDatabase, file: string, format: FileFormat, input: ReadTableInput): Promise<TableSource> {
  if (format === 'parquet') return openParquet(database, file, input);
  return format === 'csv' ? openCsv(file, input) : openJson(database, file, format, input);
}

function requireColumn(names: readonly string[], target: string): void {
  if (!names.includes(target)) throw new AtelierError('dataset.column_not_found', columnMissing(target, names).message);
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
  if (rows === 0) throw new AtelierError('dataset.empty', 'The file has a header, but no rows.');
  if (rows > limits.rows) throw tooLarge(`The table has ${rows} rows, more than ${limits.rows} (limit rows).`);
  return { rows, columns: planned.map((column, at) => columnProfile(column, counts[at], rows, targetColumn)) };
}

async function write(database: TableDatabase, source: TableSource, planned: readonly PlannedColumn[], parquet: string): Promise<void> {
  const selected = planned.map(({ expression, name }) => `${expression} AS ${identifier(name)}`);
  const options = parquetOptions(planned.map(({ name }) => name));
  await database.run(`COPY (SELECT ${selected.join(', ')} FROM ${source.relation}) TO ${literal(parquet)} (${options})`);
}

function columnProfile(column: PlannedColumn, counts: ColumnCounts, rows: number, target: string | null): ColumnProfile {
  const type = typeOf(column, counts, rows);
  const { present, distinct, distinctIsExact, topValues, ...stats } = counts;
  return {
    name: column.name,
    type,
    role: roleOf(column.name, type, counts, target),
    missing_tokens: [...column.missingTokens],
    format: column.format,
    missing: rows - present,
    distinct,
    distinct_is_exact: distinctIsExact,
    top_values: topValues,
    numeric: stats.numeric,
    text: stats.text,
    earliest: stats.earliest,
    latest: stats.latest,
  };
}

/** Faults of the machine rather than of the file. */
function resourceFault(error: unknown): AtelierError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/no space left|ENOSPC/i.test(error.message))
    return new AtelierError('storage.full', 'There is no room to unpack and convert the file.', [], { cause: error });
  if (/Out of Memory/i.test(error.message))
    return new AtelierError('sandbox.out_of_memory', 'The table needs more memory than a reader may take (limit memoryMiB).', [], {
      cause: error,
    });
  return undefined;
}
