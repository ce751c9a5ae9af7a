import { LearningError } from '../errors.js';
import type { Column, ColumnType } from '../frame/column.js';
import { type Frame, isMissing } from '../frame/frame.js';
import type { SignatureColumn } from '../frame/signature.js';
import type { PlanColumn, TrainingPlan } from './plan.js';

/** Why a column is no feature. `too_many_categories`: most rows have a text of their own; `not_selected`: others say more of the target. */
export type LeftOutReason =
  | 'identifier'
  | 'ignored'
  | 'free_text'
  | 'all_missing'
  | 'constant'
  | 'duplicate_of_target'
  | 'too_many_categories'
  | 'not_selected';

export interface LeftOut {
  readonly name: string;
  readonly reason: LeftOutReason;
}

export interface Features {
  readonly inputs: readonly SignatureColumn[];
  readonly leftOut: readonly LeftOut[];
}

/** Without a target, nothing is left out for being one. */
export type FeatureChoice = Pick<TrainingPlan, 'columns' | 'weightColumn' | 'text'> & { readonly target?: string };

/** Chooses the features by looking at the training rows alone. Throws `learning.no_features` and `learning.column_missing`. */
export function chooseFeatures(train: Frame, plan: FeatureChoice): Features {
  const target = plan.target === undefined ? undefined : train.column(plan.target);
  const inputs: SignatureColumn[] = [];
  const leftOut: LeftOut[] = [];
  for (const planned of plan.columns) {
    if (planned.name === plan.target || planned.name === plan.weightColumn) continue;
    const column = train.column(planned.name);
    const reason = reasonByPlan(planned, plan.text) ?? reasonByRows(column, train.rows, planned.type, target);
    if (reason) leftOut.push({ name: planned.name, reason });
    else inputs.push(signatureColumn(planned, column));
  }
  if (inputs.length === 0) throw noFeatures(plan.target, leftOut);
  return { inputs, leftOut };
}

function signatureColumn({ name, type, missingTokens = [], format }: PlanColumn, { kind }: Column): SignatureColumn {
  return { name, type, kind, missingTokens, ...(format === undefined ? {} : { format }) };
}

/** Why a column is no feature, whatever is in it. `text` is what the plan says of free texts. */
export function reasonByPlan({ type, role }: PlanColumn, text: TrainingPlan['text']): LeftOutReason | undefined {
  if (role === 'ignored') return 'ignored';
  if (role === 'identifier' || (type === 'identifier' && role !== 'feature')) return 'identifier';
  return type === 'text' && text === 'none' ? 'free_text' : undefined;
}

function reasonByRows(column: Column, rows: number, type: ColumnType, target?: Column): LeftOutReason | undefined {
  const { distinct, missing } = countDistinct(column, rows);
  if (missing === rows) return 'all_missing';
  if (distinct === 1 && missing === 0) return 'constant';
  if (target && isSame(column, target, rows)) return 'duplicate_of_target';
  if (type === 'text') return undefined;
  return column.kind === 'text' && distinct > 50 && distinct > (rows - missing) / 2 ? 'too_many_categories' : undefined;
}

function countDistinct(column: Column, rows: number): { distinct: number; missing: number } {
  const seen = new Set<number>();
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    if (isMissing(column, row)) missing++;
    else seen.add(column.kind === 'number' ? column.values[row] : column.codes[row]);
  }
  return { distinct: seen.size, missing };
}

/** Equal in every row: the target under another name. */
function isSame(column: Column, target: Column, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (cell(column, row) !== cell(target, row)) return false;
  return true;
}

function cell(column: Column, row: number): string {
  if (isMissing(column, row)) return '';
  return column.kind === 'number' ? String(column.values[row]) : column.dictionary[column.codes[row]];
}

function noFeatures(target: string | undefined, leftOut: readonly LeftOut[]): LearningError {
  const listed = leftOut.slice(0, 10).map(({ name, reason }) => `"${name}" (${reason.replaceAll('_', ' ')})`);
  const reasons = listed.length > 0 ? `: left out are ${listed.join(', ')}${leftOut.length > 10 ? ', …' : ''}` : '';
  return new LearningError(
    'learning.no_features',
    `No column is left from which ${target === undefined ? 'anything' : `"${target}"`} could be learned${reasons}.`,
  );
}
