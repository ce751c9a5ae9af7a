import type { Label, Predicted, PredictRequest } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';

export type Row = NonNullable<PredictRequest['features']>;

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

export function without(row: Row, column: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}
