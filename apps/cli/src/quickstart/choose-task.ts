import type { DatasetDetail, TaskType } from '@atelier/contracts';

/** Few distinct values make a class; a float, or an integer of many values, a quantity. */
export function chooseTask(dataset: DatasetDetail, target: string, sample: readonly Record<string, unknown>[]): TaskType {
  const column = dataset.schema.find(({ name }) => name === target);
  if (!column) throw new Error(`The table has no column "${target}"; it has ${dataset.column_names.join(', ')}.`);
  const distinct = new Set(sample.map((row) => row[target])).size;
  const numeric = column.type === 'float' || column.type === 'integer';
  return numeric && (column.type === 'float' || distinct > 20) ? 'regression' : 'classification';
}

/** The algorithms that the tour compares, quick to slow. */
export function algorithmsFor(task: TaskType): string[] {
  return task === 'classification' ? ['logistic', 'random_forest', 'lightgbm'] : ['ridge', 'random_forest', 'lightgbm'];
}
