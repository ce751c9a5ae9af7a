import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFixture } from '../reading/reading.suite.js';
import { type MeasuredQuality, measureQuality } from './measure-quality.js';

/** For specs: reads a content, or a file, and measures its quality, in this process. */
export async function qualityOf(content: string | { readonly file: string }, targetColumn: string | null = null): Promise<MeasuredQuality> {
  const directory = mkdtempSync(join(tmpdir(), 'atelier-quality-'));
  try {
    const { columns, parquet } = await readFixture(content, directory, { targetColumn });
    const scratch = join(directory, 'scratch');
    mkdirSync(scratch);
    const asOf = '2026-11-21T00:00:00Z';
    return await measureQuality({ file: parquet, columns, targetColumn, asOf, directory: scratch, memoryMiB: 768 });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** `kind column,column count` of each finding. */
export function outline({ findings }: MeasuredQuality): string[] {
  return findings.map(({ kind, columns, count }) => `${kind} ${columns.join()} ${count}`);
}
