import { readFile } from 'node:fs/promises';
import { type Column, type Frame, frameFromRows, type RawRow, type Signature, type TrainingPlan } from '@atelier/learning';

export interface RecentRows {
  /** The earlier ones: added to the training data. */
  readonly learned: Frame;
  /** The latest ones, never trained on: incumbent and candidate are compared on them. */
  readonly heldOut: Frame;
}

/**
 * The latest rows judge, for they are what the next ones will look like: a fifth of all, but not fewer than fifty, for a difference
 * to show; of few rows the later half. The rest teaches: when a source has changed, its newest rows are needed there too.
 */
function heldOutRows(rows: number): number {
  return Math.min(Math.ceil(rows / 2), Math.max(Math.ceil(rows / 5), 50));
}

/**
 * Recent rows (JSON lines in order of time, the actual outcome under the target's name), typed as the table's columns are.
 * A row that does not fit them, as an outcome that is no number of a numeric target, is passed over.
 */
export async function readRecentRows(file: string | null, plan: TrainingPlan, table: Frame): Promise<RecentRows> {
  const lines = file === null ? [] : (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const signature = tableSignature(plan, table);
  const told = lines.map((line) => JSON.parse(line) as RawRow).filter((row) => tells(row, plan));
  const rows = told.map((row) => counted(row, plan)).filter((row) => fits(signature, row));
  const frame = frameFromRows(signature, rows);
  const learned = rows.length - heldOutRows(rows.length);
  const indices = Int32Array.from({ length: rows.length }, (_, row) => row);
  return { learned: frame.take(indices.slice(0, learned)), heldOut: frame.take(indices.slice(learned)) };
}

/** Of a prediction whose text was not kept there is nothing to learn. */
function tells(row: RawRow, { target }: TrainingPlan): boolean {
  return Object.keys(row).some((name) => name !== target);
}

/** A prediction's row comes without a weight; it counts as one row. */
function counted(row: RawRow, { weightColumn }: TrainingPlan): RawRow {
  return weightColumn === undefined ? row : { [weightColumn]: 1, ...row };
}

/** The table's columns, the target too, as if they were a model's inputs: so that rows become a frame that can be put below the table. */
function tableSignature(plan: TrainingPlan, table: Frame): Signature {
  const planned = new Map(plan.columns.map((column) => [column.name, column]));
  const inputs = table.columns.map(({ name, kind }: Column) => {
    const column = planned.get(name);
    return { name, kind, type: column?.type ?? ('float' as const), missingTokens: column?.missingTokens ?? [] };
  });
  const target = { name: plan.target, type: planned.get(plan.target)?.type ?? ('float' as const) };
  return { inputs, target, task: plan.task };
}

function fits(signature: Signature, row: RawRow): boolean {
  const actual = row[signature.target.name];
  if (actual === null || actual === undefined) return false;
  try {
    frameFromRows(signature, [row]);
    return true;
  } catch {
    return false;
  }
}
