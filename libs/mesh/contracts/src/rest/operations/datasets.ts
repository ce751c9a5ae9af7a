import { z } from 'zod';
import { pageQuerySchema } from '../common.js';
import {
  datasetAmendmentSchema,
  datasetDetailSchema,
  datasetRowsSchema,
  datasetSummarySchema,
  datasetUploadedSchema,
  rowsQuerySchema,
  uploadFormSchema,
} from '../datasets.js';
import { datasetQualitySchema } from '../quality.js';
import { example } from './example.js';
import { answer, type Operation, query } from './operation.js';

const uploaded = {
  dataset_id: example.dataset_id,
  name: 'clients',
  rows: 1500,
  columns: 7,
  column_names: ['client_id', 'age', 'visits', 'basket', 'city', 'tier', 'churned'],
  missing_values: { client_id: 0, age: 71, visits: 0, basket: 80, city: 0, tier: 77, churned: 0 },
};
const summary = { ...uploaded, target_column: 'churned', created_at: example.at };
const ageStats = { count: 1429, mean: 47.3, std: 17.2, min: 18, '25%': 32, '50%': 47, '75%': 62, max: 77 };
const ageColumn = { name: 'age', type: 'integer', role: 'feature', missing_tokens: [] } as const;

const detail = {
  ...summary,
  dtypes: { age: 'integer', churned: 'category' },
  numeric_stats: { age: ageStats },
  schema: [{ ...ageColumn, missing_tokens: [] }],
  format: 'csv',
  raw_digest: example.digest,
  raw_bytes: 61_201,
  parquet_digest: example.digest,
  parquet_bytes: 24_568,
  parent_dataset_id: null,
  steps: [],
  quality_score: 91.4,
  profile: [
    {
      ...ageColumn,
      missing_tokens: [],
      format: 'integer',
      missing: 71,
      distinct: 60,
      distinct_is_exact: true,
      top_values: [{ value: 34, count: 36 }],
      numeric: ageStats,
    },
  ],
};

const quality = {
  dataset_id: example.dataset_id,
  name: 'clients',
  rows: 1500,
  columns: 7,
  target_column: 'churned',
  score: 91.4,
  completeness: 97.2,
  consistency: 96.1,
  validity: 81.6,
  metrics: { missing_cells: 228, duplicate_rows: 0 },
  findings: [
    {
      kind: 'missing_cells',
      dimension: 'completeness' as const,
      severity: 'note' as const,
      columns: ['age'],
      count: 71,
      share: 0.047,
      message: 'age is missing in 71 rows (4.7 %).',
      examples: [{ row: 12, values: { age: null } }],
      recommendation: {
        message: 'Fill with the median of the column.',
        method: 'POST' as const,
        path: '/api/ml/data/clean',
        body: { dataset_id: example.dataset_id, missing_strategy: 'median', outlier_method: 'none' },
      },
    },
  ],
  temporal: null,
  predictive_power: [{ column: 'visits', score: 0.71 }],
  sampled_rows: 1500,
};

export const datasetOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/datasets/upload',
    tag: 'Datasets',
    summary: 'Upload a table',
    description:
      'CSV, TSV, Excel (.xlsx), JSON lines or Parquet, plain or gzipped. The fields come before the file. Nothing is kept of what is refused.',
    access: 'trainer',
    body: {
      type: 'multipart/form-data',
      schema: uploadFormSchema,
      example: { target_column: 'churned', name: 'clients', file: example.csv },
    },
    answer: answer(201, 'The table is kept', datasetUploadedSchema, uploaded),
    problems: [
      'request.truncated',
      'request.content_type',
      'dataset.name_invalid',
      'dataset.column_not_found',
      'dataset.sheet_not_found',
      'dataset.unreadable',
      'dataset.format_unknown',
      'dataset.empty',
      'dataset.too_large',
      'sandbox.timed_out',
      'sandbox.crashed',
      'sandbox.out_of_memory',
      'storage.full',
    ],
  },
  {
    route: 'GET /api/ml/datasets',
    tag: 'Datasets',
    summary: 'List the tables, the newest first',
    access: 'viewer',
    query: query(pageQuerySchema, { limit: '20' }),
    answer: answer(200, 'A page of them', z.array(datasetSummarySchema), [summary]),
  },
  {
    route: 'GET /api/ml/datasets/{dataset_id}',
    tag: 'Datasets',
    summary: 'Show a table: columns, types, missing cells, statistics',
    access: 'viewer',
    path: { dataset_id: example.dataset_id },
    answer: answer(200, 'The table', datasetDetailSchema, detail),
    problems: ['dataset.not_found'],
  },
  {
    route: 'PATCH /api/ml/datasets/{dataset_id}',
    tag: 'Datasets',
    summary: 'Change types, roles, values or rows of a table: a new version of it',
    description:
      'A dataset never changes: the answer is a new one, whose parent is this one and whose steps say what was done. Types are read again from the uploaded file.',
    access: 'trainer',
    path: { dataset_id: example.dataset_id },
    body: {
      type: 'application/json',
      schema: datasetAmendmentSchema,
      example: { columns: { age: { type: 'float', missing_tokens: ['-1'] }, client_id: { role: 'ignored' } }, drop_duplicates: true },
    },
    answer: answer(200, 'The new version', datasetDetailSchema, { ...detail, parent_dataset_id: example.dataset_id }),
    problems: [
      'dataset.not_found',
      'dataset.column_not_found',
      'dataset.conversion_failed',
      'dataset.name_invalid',
      'dataset.empty',
      'artifact.unavailable',
      'sandbox.timed_out',
      'sandbox.crashed',
      'sandbox.out_of_memory',
      'storage.full',
    ],
  },
  {
    route: 'GET /api/ml/datasets/{dataset_id}/quality',
    tag: 'Datasets',
    summary: 'What is wrong with a table, and what can be done',
    description:
      'Measured when it is first asked for (seconds for a million rows), then kept. Every recommendation is a request that can be sent as it is.',
    access: 'viewer',
    path: { dataset_id: example.dataset_id },
    answer: answer(200, 'Scores, findings with rows that show them, patterns in time', datasetQualitySchema, quality),
    problems: [
      'dataset.not_found',
      'artifact.unavailable',
      'sandbox.timed_out',
      'sandbox.crashed',
      'sandbox.out_of_memory',
      'storage.full',
    ],
  },
  {
    route: 'GET /api/ml/datasets/{dataset_id}/rows',
    tag: 'Datasets',
    summary: 'Read rows of a table, in the order of the file',
    access: 'viewer',
    path: { dataset_id: example.dataset_id },
    query: query(rowsQuerySchema, { limit: '1', offset: '0' }),
    answer: answer(200, 'The rows; missing cells are null', datasetRowsSchema, {
      dataset_id: example.dataset_id,
      rows: [{ ...example.features, churned: 'yes' }],
    }),
    problems: ['dataset.not_found', 'artifact.unavailable'],
  },
];
