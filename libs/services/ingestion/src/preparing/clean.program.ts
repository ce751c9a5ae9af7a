import type { CleanRequest, ColumnSchema } from '@atelier/contracts';
import { identifier, literal, readFrame, schemaOf, type TableDatabase } from '@atelier/tables';
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
  const { cleanTable } = await import('@atelier/learning/cleaning');
  const { request, file, columns, memoryMiB } = input;
  const read = columnsFor(request, columns);
  const names = read.map(({ name }) => name);
  const frame = await readFrame(file, names, { memoryMiB: Math.floor(memoryMiB / 2) });
  const cleaned = await cleanTable(frame, read, {
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
  const left = await missingCells(database, input.parquets[0]);
  const { filled, outliers, steps, indicators } = cleaned;
  const flags = indicators.map(({ name }) => ({ name, type: 'boolean' as const, role: 'feature' as const, missing_tokens: [] }));
  return { tables: [{ steps, columns: flags }], answer: { filled, left, outliers } };
});

/** Strategies that look at every column, also at identifiers and long texts. */
const everyColumn: readonly CleanInput['missing_strategy'][] = ['drop', 'forward_fill', 'backward_fill', 'constant'];

/** What has to be read; the first column always, for the number of rows. */
function columnsFor({ missing_strategy: strategy, missing_indicator: indicator }: CleanInput, columns: readonly ColumnSchema[]) {
  if (everyColumn.includes(strategy) || indicator) return columns;
  return columns.filter(({ type, role }, at) => at === 0 || (role === 'feature' && type !== 'text' && type !== 'identifier'));
}

/** Cells without a value by column, where there are any. */
async function missingCells(database: TableDatabase, file: string): Promise<Record<string, number>> {
  const { columns } = await schemaOf(database, file);
  const counts = columns.map(({ queryName }, at) => `(count(*) - count(${identifier(queryName)}))::VARCHAR AS n${at}`);
  const [row] = await database.rows<Record<string, string>>(`SELECT ${counts.join(', ')} FROM read_parquet(${literal(file)})`);
  const missing = columns.map(({ name }, at) => [name, Number(row[`n${at}`])] as const);
  return Object.fromEntries(missing.filter(([, count]) => count > 0));
}
