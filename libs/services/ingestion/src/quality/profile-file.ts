import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DatasetQuality } from '@atelier/contracts';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { IngestionOptions } from '../options.js';
import type { ColumnProfile } from '../reading/profile.js';
import type { ReadTableResult } from '../reading/read-table.js';
import type { ReadTableInput } from '../reading/reading.js';
import { nameOfFile } from '../uploads/names.js';
import type { MeasuredQuality, MeasureQualityInput } from './measure-quality.js';
import { qualityAnswer } from './quality-answer.js';

const reading = programPath(import.meta.url, '../reading/read-table.program.ts');
const measuring = programPath(import.meta.url, './measure-quality.program.ts');

export interface FileProfile {
  readonly format: string;
  readonly columns: readonly ColumnProfile[];
  readonly quality: DatasetQuality;
}

/**
 * Profile and quality of a file without a platform: read and measured in child processes under the limits of an upload, nothing kept. Errors: those of
 * `readTable`, `sandbox.*`.
 */
export async function profileFile(
  file: string,
  { targetColumn = null, sheet = null }: { readonly targetColumn?: string | null; readonly sheet?: string | null } = {},
): Promise<FileProfile> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-profile-'));
  try {
    const { inflatedBytes, rows, columns, lineBytes, memoryMiB, seconds } = new IngestionOptions();
    const limits = { seconds, memoryMiB };
    const upload = join(directory, 'upload');
    await copyFile(file, upload);
    const parquet = join(directory, 'table.parquet');
    const reader: ReadTableInput = {
      file: upload,
      directory,
      parquet,
      targetColumn,
      sheet,
      limits: { inflatedBytes, rows, columns, lineBytes, memoryMiB },
    };
    const table = await runInSandbox<ReadTableResult>({ program: reading, input: reader, limits });
    const scratch = join(directory, 'scratch');
    await mkdir(scratch);
    const measure: MeasureQualityInput = {
      file: parquet,
      columns: table.columns,
      targetColumn,
      asOf: new Date().toISOString(),
      directory: scratch,
      memoryMiB,
    };
    const measured = await runInSandbox<MeasuredQuality>({ program: measuring, input: measure, limits });
    const described = {
      datasetId: 'DATASET_ID',
      name: nameOfFile(basename(file)),
      rows: table.rows,
      columns: table.columns.map((column) => ({ ...column })),
      targetColumn,
    };
    return {
      format: table.gzipped ? `${table.format}.gz` : table.format,
      columns: table.columns,
      quality: qualityAnswer(described, measured),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
