import { AtelierError, type ColumnSchema } from '@atelier/contracts';
import { columnMissing } from '@atelier/learning';
import type { FeatureType, ServiceDefinition } from '@atelier/online-features';
import type { Dataset } from '../datasets/dataset.entity.js';

interface LabelColumns {
  readonly timestamp_column: string;
  readonly target_column?: string;
}

/** That labels can be joined with a service: `dataset.column_not_found`, `feature.labels_invalid`. */
export function checkLabels(
  { columns }: Dataset,
  { timestamp_column: time, target_column: target }: LabelColumns,
  service: ServiceDefinition,
): void {
  const { type } = columnOf(columns, time, 'timestamp_column');
  if (type !== 'datetime') throw invalid('timestamp_column', `The column "${time}" holds ${type} values, not times.`);
  if (target !== undefined) columnOf(columns, target, 'target_column');
  for (const key of service.join_keys) {
    const column = columnOf(columns, key.name, 'dataset_id');
    if (key.type === 'integer' && column.type !== 'integer')
      throw invalid('dataset_id', `The column "${key.name}" holds ${column.type} values, not the whole numbers of the join key.`);
  }
  for (const { name, type: wanted } of service.request) {
    const column = columnOf(columns, name, 'dataset_id');
    if (!fits(column.type, wanted))
      throw invalid('dataset_id', `The column "${name}" holds ${column.type} values; the service takes ${wanted}.`);
  }
  const twice = service.features.find(({ name }) => columns.some((column) => column.name.toLowerCase() === name.toLowerCase()));
  if (twice) throw invalid('dataset_id', `"${twice.name}" is a column of the labels and a feature of the service.`);
}

function fits(type: ColumnSchema['type'], wanted: FeatureType): boolean {
  if (wanted === 'text') return type === 'text' || type === 'category' || type === 'identifier';
  return type === wanted || (wanted === 'float' && type === 'integer');
}

function columnOf(columns: Dataset['columns'], name: string, path: string): ColumnSchema {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  const { message } = columnMissing(
    name,
    columns.map((column) => column.name),
  );
  throw new AtelierError('dataset.column_not_found', message, [{ path, message }]);
}

function invalid(path: string, message: string): AtelierError {
  return new AtelierError('feature.labels_invalid', message, [{ path, message }]);
}
