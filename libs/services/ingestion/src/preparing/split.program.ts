import { join } from 'node:path';
import type { Column } from '@atelier/learning';
import { literal, parquetOptions, readFrame, writeParquet } from '@atelier/tables';
import { type DerivationInput, openTables, serveDerivation } from '../derived/derivation.js';
import { type Parts, partsOf, type SplitInput } from './parts.js';

export interface SplitProgramAnswer {
  /** Rows of each part, also of those that are empty and no table. */
  readonly samples: readonly number[];
  readonly stratified: boolean;
}

/** Parts keep the rows as they are stored, in their order. A part without rows (validation of size 0) makes no table. */
serveDerivation<SplitInput, SplitProgramAnswer>(async (input: DerivationInput<SplitInput>) => {
  const learning = await import('@atelier/learning');
  const { request, file, columns, memoryMiB, rows } = input;
  const read = [request.target_column, request.groups, request.time].filter((name) => name !== undefined);
  const some = read.length > 0 ? [...new Set(read)] : [columns[0].name];
  const frame = await readFrame(file, some, { memoryMiB: Math.floor(memoryMiB / 2) });
  const split = partsOf(learning, frame, columns, request);
  const written = split.parts.filter((part) => part.length > 0);
  await writeParts(input, written);
  const steps = split.parts.map((part, at) => ({
    name: 'split',
    parameters: { ...request, part: nameOf(request, at) },
    fitted: { rows: part.length, of: rows },
  }));
  return {
    tables: steps.filter((_, at) => split.parts[at].length > 0).map((step) => ({ steps: [step] })),
    answer: { samples: split.parts.map((part) => part.length), stratified: split.stratified },
  };
});

/** What a part is called. */
function nameOf({ method }: SplitInput, at: number): string {
  if (method === 'holdout') return ['train', 'validation', 'test'][at];
  return `fold ${Math.floor(at / 2) + 1} ${at % 2 === 0 ? 'train' : 'test'}`;
}

async function writeParts(input: DerivationInput<SplitInput>, parts: Parts['parts']): Promise<void> {
  const { Frame } = await import('@atelier/learning');
  const { file, directory, parquets, rows, columns } = input;
  const flags = join(directory, 'parts.parquet');
  await writeParquet(flags, new Frame(parts.map((part, at) => flagColumn(`p${at}`, rows, part))));
  using database = await openTables(input);
  const options = parquetOptions(columns.map(({ name }) => name));
  const source = `read_parquet(${literal(file)}) t POSITIONAL JOIN read_parquet(${literal(flags)}) x`;
  for (const at of parts.keys())
    await database.run(`COPY (SELECT t.* FROM ${source} WHERE x.p${at} = 1) TO ${literal(parquets[at])} (${options})`);
}

function flagColumn(name: string, rows: number, part: Int32Array): Column {
  const values = new Float64Array(rows);
  for (const row of part) values[row] = 1;
  return { kind: 'number', name, values };
}
