import { readFile } from 'node:fs/promises';
import { explainRows, frameFromRows, loadPipeline, type RawRow, type RowsExplained } from '@atelier/learning';

export interface ExplainInput {
  readonly pipelineFile: string;
  readonly rows: readonly RawRow[];
  readonly seed: number;
}

/** Throws `learning.value_invalid`, naming column and row, for a value that isn't of its column's type. */
export async function explain({ pipelineFile, rows, seed }: ExplainInput, signal?: AbortSignal): Promise<RowsExplained> {
  const { pipeline, background } = loadPipeline(JSON.parse(await readFile(pipelineFile, 'utf8')));
  return await explainRows(pipeline, frameFromRows(pipeline.signature, rows), background, { seed, signal });
}
