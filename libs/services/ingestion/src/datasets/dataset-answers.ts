import type { ColumnSchema, DatasetDetail, DatasetSummary, DatasetUploaded } from '@atelier/contracts';
import type { ColumnProfile } from '../reading/profile.js';
import type { MLDataset } from './dataset.entity.js';

export function uploaded({ datasetId, name, rows, columns }: MLDataset): DatasetUploaded {
  return {
    dataset_id: datasetId,
    name,
    rows,
    columns: columns.length,
    column_names: columns.map((column) => column.name),
    missing_values: byName(columns, ({ missing }) => missing),
  };
}

export function summary(dataset: MLDataset): DatasetSummary {
  return { ...uploaded(dataset), target_column: dataset.targetColumn, created_at: dataset.createdAt.toISOString() };
}

/** `qualityScore` is null until the quality was asked for. */
export function detail(dataset: MLDataset, qualityScore: number | null): DatasetDetail {
  const { profile } = dataset;
  const numeric = profile.filter((column) => column.numeric);
  return {
    ...summary(dataset),
    dtypes: byName(profile, ({ type }) => type),
    numeric_stats: byName(numeric, (column) => column.numeric as NonNullable<ColumnProfile['numeric']>),
    schema: profile.map(columnSchema),
    format: dataset.gzipped ? `${dataset.format}.gz` : dataset.format,
    raw_digest: dataset.rawDigest,
    raw_bytes: dataset.rawBytes,
    parquet_digest: dataset.parquetDigest,
    parquet_bytes: dataset.parquetBytes,
    parent_dataset_id: dataset.parentDatasetId,
    steps: dataset.steps,
    quality_score: qualityScore,
    profile,
  };
}

/** What every service knows of a column. */
export function columnSchema({ name, type, role, missing_tokens, format }: ColumnSchema): ColumnSchema {
  return { name, type, role, missing_tokens, ...(isNotable(format) && { format }) };
}

/** Ways of writing that anybody would read the same need not be told. */
const plainFormats: readonly string[] = ['integer', 'float', 'boolean', 'yyyy-mm-dd'];

function isNotable(format: string | null | undefined): format is string {
  return format !== null && format !== undefined && !plainFormats.includes(format);
}

/** `fromEntries` defines own properties, so that a column may be called `constructor`. */
function byName<C extends { readonly name: string }, V>(columns: readonly C[], value: (column: C) => V): Record<string, V> {
  return Object.fromEntries(columns.map((column) => [column.name, value(column)]));
}
