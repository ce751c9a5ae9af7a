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

/** For specs: reads a content, or a file, in this process, and gives the table as well. */
export async function read(
  content: string | Uint8Array | { readonly file: string },
  options: { targetColumn?: string; sheet?: string; limits?: Partial<ReadTableInput['limits']> } = {},
): Promise<Read> {
  const directory = mkdtempSync(join(tmpdir(), 'atelier-reading-'));
  try {
    const file = join(directory, 'upload');
    if (typeof content === 'object' && 'file' in content) copyFileSync(content.file, file);
    else writeFileSync(file, content);
    const parquet = join(directory, 'table.parquet');
    const input = {
      file,
      directory,
      parquet,
      targetColumn: options.targetColumn ?? null,
      sheet: options.sheet ?? null,
      limits: { ...limits, ...options.limits },
    };
    const result = await readTable(input);
    return { ...result, frame: await readFrame(parquet) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** `name type role` of each column. */
export function shape({ columns }: ReadTableResult): string[] {
  return columns.map(({ name, type, role }) => `${name} ${type}${role === 'feature' ? '' : ` ${role}`}`);
}
