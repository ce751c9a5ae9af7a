import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '@atelier/learning';
import { readFrame } from '@atelier/tables';
import { readTable, type ReadTableResult } from './read-table.js';
import type { ReadTableInput } from './reading.js';

export interface Read extends ReadTableResult {
  readonly frame: Frame;
}

const limits: ReadTableInput['limits'] = { inflatedBytes: 1e9, rows: 1e7, columns: 10_000, lineBytes: 4 * 2 ** 20, memoryMiB: 768 };

interface Options {
  readonly targetColumn?: string | null;
  readonly sheet?: string | null;
  readonly limits?: Partial<ReadTableInput['limits']>;
}

/** For specs: reads a content, or a file, in this process, and gives the table as well. */
export async function read(content: string | Uint8Array | { readonly file: string }, options: Options = {}): Promise<Read> {
  const directory = mkdtempSync(join(tmpdir(), 'atelier-reading-'));
  try {
    const { parquet, ...result } = await readFixture(content, directory, options);
    return { ...result, frame: await readFrame(parquet) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The same in a directory of the caller's, where the Parquet stays. */
export async function readFixture(
  content: string | Uint8Array | { readonly file: string },
  directory: string,
  options: Options = {},
): Promise<ReadTableResult & { readonly parquet: string }> {
  const file = join(directory, 'upload');
  if (typeof content === 'object' && 'file' in content) copyFileSync(content.file, file);
  else writeFileSync(file, content);
  const parquet = join(directory, 'table.parquet');
  const { targetColumn = null, sheet = null } = options;
  const input = { file, directory, parquet, targetColumn, sheet, limits: { ...limits, ...options.limits } };
  return { ...(await readTable(input)), parquet };
}

/** `name type role` of each column. */
export function shape({ columns }: ReadTableResult): string[] {
  return columns.map(({ name, type, role }) => `${name} ${type}${role === 'feature' ? '' : ` ${role}`}`);
}
