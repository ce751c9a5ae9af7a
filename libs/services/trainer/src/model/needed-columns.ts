import type { PlanColumn, TrainingPlan } from '@atelier/learning';

export interface ChosenColumns {
  readonly plan: TrainingPlan;
  /** The plan's columns, the target and the weights: all that has to be read. */
  readonly names: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** Leaves out, before the table is read, the columns that no pipeline would use: their bytes are never touched. */
export function chooseColumns(plan: TrainingPlan): ChosenColumns {
  const isUsed = (column: PlanColumn) =>
    column.name === plan.target || column.name === plan.weightColumn || reasonAgainst(column) === undefined;
  const used = plan.columns.filter(isUsed);
  const leftOut = plan.columns.filter((column) => !isUsed(column)).map((column) => ({ name: column.name, reason: reasonAgainst(column)! }));
  return { plan: { ...plan, columns: used }, names: used.map(({ name }) => name), leftOut };
}

function reasonAgainst({ type, role }: PlanColumn): string | undefined {
  if (role === 'ignored') return 'ignored';
  if (role === 'identifier' || (type === 'identifier' && role !== 'feature')) return 'identifier';
  return type === 'text' ? 'free_text' : undefined;
}
