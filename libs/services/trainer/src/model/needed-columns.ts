import { type PlanColumn, reasonByPlan, type TrainingPlan, type UnsupervisedPlan } from '@atelier/learning';

export interface ChosenColumns<Plan> {
  readonly plan: Plan;
  /** The plan's columns, the target (or the labels) and the weights: all that has to be read. */
  readonly names: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** Leaves out, before the table is read, the columns that no pipeline would use: their bytes are never touched. */
export function chooseColumns<Plan extends TrainingPlan | UnsupervisedPlan>(plan: Plan): ChosenColumns<Plan> {
  const named = new Set(['target' in plan ? plan.target : plan.labelColumn, plan.weightColumn]);
  // Without a target, texts are read only where that is asked for.
  const text = plan.text ?? ('target' in plan ? undefined : 'none');
  const reasonAgainst = (column: PlanColumn) => reasonByPlan(column, text);
  const isUsed = (column: PlanColumn) => named.has(column.name) || reasonAgainst(column) === undefined;
  const used = plan.columns.filter(isUsed);
  const leftOut = plan.columns.filter((column) => !isUsed(column)).map((column) => ({ name: column.name, reason: reasonAgainst(column)! }));
  return { plan: { ...plan, columns: used }, names: used.map(({ name }) => name), leftOut };
}
