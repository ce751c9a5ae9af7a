import type { CleanRequest } from '@atelier/contracts';
import { readFrame } from '@atelier/tables';
import { type DerivationInput, openTables, serveDerivation } from '../derived/derivation.js';
import { writeCleaned } from './write-cleaned.js';

/** What the program is asked: the request without its ids and names. */
export type CleanInput = Omit<CleanRequest, 'dataset_id' | 'name'>;

export interface CleanAnswer {
  readonly filled: Readonly<Record<string, number>>;
  readonly left: Readonly<Record<string, number>>;
  readonly outliers: number;
}

serveDerivation<CleanInput, CleanAnswer>(async (input: DerivationInput<CleanInput>) => {
  const { cleanTable } = await import('@atelier/learning');
  const { request, file, columns, memoryMiB } = input;
  const frame = await readFrame(file, undefined, { memoryMiB: Math.floor(memoryMiB / 2) });
  const cleaned = await cleanTable(frame, columns, {
    missingStrategy: request.missing_strategy,
    missingIndicator: request.missing_indicator,
    fillValue: request.fill_value,
    outlierMethod: request.outlier_method,
    outlierThreshold: request.outlier_threshold,
    outlierAction: request.outlier_action,
    seed: request.seed,
  });
  using database = await openTables(input);
  await writeCleaned(database, input, frame, cleaned);
  const { filled, left, outliers, steps, indicators } = cleaned;
  const flags = indicators.map(({ name }) => ({ name, type: 'boolean' as const, role: 'feature' as const, missing_tokens: [] }));
  return { tables: [{ steps, columns: flags }], answer: { filled, left, outliers } };
});
