import type { FeaturesSelected, SelectFeaturesRequest } from '@atelier/contracts';
import { readFrame } from '@atelier/tables';
import { type DerivationInput, serveDerivation } from '../derived/derivation.js';

export type SelectInput = Omit<SelectFeaturesRequest, 'dataset_id'>;
export type SelectAnswer = Pick<FeaturesSelected, 'selected_features' | 'feature_importance' | 'left_out'>;

/** Makes no table: measures every column that a training would learn from, on the rows that have a target. */
serveDerivation<SelectInput, SelectAnswer>(async ({ file, columns, request, memoryMiB }: DerivationInput<SelectInput>) => {
  const { chooseFeatures, readTarget, reasonByPlan, selectFeatures } = await import('@atelier/learning');
  const { target_column: name, task_type: task, method, n_features: nFeatures, seed } = request;
  // Another column may be the table's own target: here it is a feature like others.
  const planned = columns.map(({ name: own, type, role }) => ({ name: own, type, ...(role === 'target' ? {} : { role }) }));
  // What can be no feature may be long texts: it is not read.
  const read = planned.filter((column) => column.name === name || reasonByPlan(column, 'none') === undefined);
  const unread = planned
    .filter((column) => !read.includes(column))
    .map((column) => ({ name: column.name, reason: reasonByPlan(column, 'none') }));
  const names = read.map((column) => column.name);
  const frame = await readFrame(file, names, { memoryMiB: Math.floor(memoryMiB / 2) });
  const target = readTarget(frame, name, task, columns.find((column) => column.name === name)?.type ?? 'float');
  const rows = frame.take(target.kept);
  const { inputs, leftOut } = chooseFeatures(rows, { columns: read, target: name, text: 'none' });
  const labels =
    target.task === 'classification'
      ? { task: target.task, y: Float64Array.from(target.codes), classes: target.classes.length, seed }
      : { task: target.task, y: target.values, classes: 0, seed };
  const { selected, scores } = await selectFeatures({ frame: rows, columns: inputs, labels }, { method, nFeatures, seed });
  const kept = new Set(selected.map((column) => column.name));
  return {
    tables: [],
    answer: {
      selected_features: scores.filter((score) => kept.has(score.name)).map((score) => score.name),
      feature_importance: scores.map((score) => ({ feature: score.name, importance: score.score })),
      left_out: [...unread, ...leftOut].map((column) => ({ name: column.name, reason: String(column.reason) })),
    },
  };
});
