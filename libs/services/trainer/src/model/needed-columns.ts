import type { PlanColumn, TrainingPlan, UnsupervisedPlan } from '@atelier/learning';

export interface ChosenColumns<Plan> {
  readonly plan: Plan;
  /** The plan's columns, the target (or the labels) and the weights: all that has to be read. */
  readonly names: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** Leaves out, before the table is read, the columns that no pipeline would use: their bytes are never touched. */
export function chooseColumns<Plan extends TrainingPlan | UnsupervisedPlan>(plan: Plan): ChosenColumns<Plan> {
  const named = new Set(['target' in plan ? plan.target : plan.labelColumn, plan.weightColumn]);
  const isUsed = (column: PlanColumn) => named.has(column.name) || reasonAgainst(column) === undefined;
  const used = plan.columns.filter(isUsed);
  const leftOut = plan.columns.filter((column) => !isUsed(column)).map((column) => ({ name: column.name, reason: reasonAgainst(column)! }));
  return { plan: { ...plan, columns: used }, names: used.map(({ name }) => name), leftOut };
}

function reasonAgainst({ type, role }: PlanColumn): string | undefined {
  if (role === 'ignored') return 'ignored';
  if (role === 'identifier' || (type === 'identifier' && role !== 'feature')) return 'identifier';
  return type === 'text' ? 'free_text' : undefined;
}
