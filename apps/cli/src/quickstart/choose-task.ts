import type { DatasetDetail, TaskType } from '@atelier/contracts';

/** Few distinct values make a class; a float, or an integer of many values, a quantity. */
export function chooseTask(dataset: DatasetDetail, target: string, sample: readonly Record<string, unknown>[]): TaskType {
  const column = dataset.schema.find(({ name }) => name === target);
  if (!column) throw new Error(`The table has no column "${target}"; it has ${dataset.column_names.join(', ')}.`);
  const distinct = new Set(sample.map((row) => row[target])).size;
  const numeric = column.type === 'float' || column.type === 'integer';
  return numeric && (column.type === 'float' || distinct > 20) ? 'regression' : 'classification';
}

/** Above it the tour leaves forests out: five folds of one hundred deep trees take minutes. */
const forestRows = 5000;

/** The algorithms that the tour compares on so many rows. */
export function algorithmsFor(task: TaskType, rows: number): string[] {
  const linear = task === 'classification' ? 'logistic' : 'ridge';
  return [linear, rows > forestRows ? 'decision_tree' : 'random_forest', 'lightgbm'];
}
