import type { FeaturesSelected, SelectFeaturesRequest } from '@atelier/contracts';
import { readFrame } from '@atelier/tables';
import { type DerivationInput, serveDerivation } from '../derived/derivation.js';

export type SelectInput = Omit<SelectFeaturesRequest, 'dataset_id'>;
export type SelectAnswer = Pick<FeaturesSelected, 'selected_features' | 'feature_importance' | 'left_out'>;

/** Makes no table: measures every column that a training would learn from, on the rows that have a target. */
serveDerivation<SelectInput, SelectAnswer>(async ({ file, columns, request, memoryMiB }: DerivationInput<SelectInput>) => {
  const { chooseFeatures, readTarget, selectFeatures } = await import('@atelier/learning');
  const { target_column: name, task_type: task, method, n_features: nFeatures, seed } = request;
  const frame = await readFrame(file, undefined, { memoryMiB: Math.floor(memoryMiB / 2) });
  const target = readTarget(frame, name, task, columns.find((column) => column.name === name)?.type ?? 'float');
  const rows = frame.take(target.kept);
  // Another column may be the table's own target: here it is a feature like others.
  const planned = columns.map(({ name: own, type, role }) => ({ name: own, type, ...(role === 'target' ? {} : { role }) }));
  const { inputs, leftOut } = chooseFeatures(rows, { columns: planned, target: name });
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
      left_out: leftOut.map((column) => ({ name: column.name, reason: column.reason })),
    },
  };
});
