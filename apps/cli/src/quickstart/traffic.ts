import type { DatasetDetail, Label, Predicted, PredictRequest } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';

export type Row = NonNullable<PredictRequest['features']>;

const most = 500;

/** At most 500 rows from all over the table, mixed: tables are often sorted, and traffic is not. */
export async function sampleRows(atelier: AtelierClient, { dataset_id, rows }: DatasetDetail): Promise<Row[]> {
  const answer = await atelier.datasets.rows(dataset_id, { limit: most, step: Math.max(1, Math.floor(rows / most)) });
  return mixed(answer.rows);
}

/** Every 37th of them, round and round: 37 is prime to any number of rows that is no multiple of it. */
function mixed(rows: readonly Row[]): Row[] {
  const count = rows.length % 37 === 0 ? rows.length - 1 : rows.length;
  return Array.from({ length: count }, (_, i) => rows[(i * 37) % count]);
}

/** Asks the production version row by row batch, and sends back what the table says really happened. */
export async function replay(
  atelier: AtelierClient,
  modelName: string,
  target: string,
  rows: readonly Row[],
): Promise<{ asked: number; answers: Predicted }> {
  const known = rows.filter((row) => row[target] !== null && row[target] !== undefined);
  const answers = await atelier.models.predict({ model_name: modelName, rows: known.map((row) => without(row, target)) });
  const outcomes = answers.prediction_id.map((prediction_id, i) => ({ prediction_id, actual: known[i][target] as Label }));
  await atelier.monitoring.recordOutcomes(outcomes);
  return { asked: known.length, answers };
}

/** The same rows with one number column in another unit, as when a source system changes without a word. */
export function inAnotherUnit(rows: readonly Row[], column: string, factor: number): Row[] {
  return rows.map((row) => (typeof row[column] === 'number' ? { ...row, [column]: row[column] * factor } : row));
}

/** The row with these columns alone. */
export function only(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name)));
}

export function without(row: Row, column: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}
