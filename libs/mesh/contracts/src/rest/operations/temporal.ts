import {
  nextTemporalRequestSchema,
  temporalMadeSchema,
  temporalOfRowsSchema,
  temporalPlannedSchema,
  temporalPlanRequestSchema,
  temporalRequestSchema,
} from '../temporal.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

const plan = { date_column: 'day', id_column: 'shop', value_columns: ['sales'], country: 'DE', windows: [7, 30] };
const features = [
  { name: 'day_is_holiday', group: 'calendar', type: 'boolean', column: 'day', description: 'A public holiday.' },
  { name: 'sales_lag_7', group: 'lags', type: 'float', column: 'sales', description: 'The value 7 rows before.' },
] as const;
const problems = ['dataset.not_found', 'learning.temporal_plan_invalid', 'learning.column_missing', 'learning.value_invalid'] as const;

export const temporalOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/data/temporal-features/plan',
    tag: 'Data',
    summary: 'Tell what temporal features a plan makes of a table, without making them',
    access: 'viewer',
    body: json(temporalPlanRequestSchema, { dataset_id: example.sales_dataset_id, plan }),
    answer: answer(200, 'The columns that it makes, in their order', temporalPlannedSchema, {
      status: 'success',
      features: [...features],
      plan: { ...plan, lags: [1, 2, 3, 7, 14, 30] },
    }),
    problems,
  },
  {
    route: 'POST /api/ml/data/temporal-features/next',
    tag: 'Data',
    summary: 'Tell the temporal features of rows to come, from the history that a table is',
    description:
      'The very numbers that the next row of the table would have beside it, for dates before, in or after the table. A temporal view of the feature store answers the same from states, at once, and takes in rows that are pushed.',
    access: 'viewer',
    body: json(nextTemporalRequestSchema, { dataset_id: example.sales_dataset_id, plan, rows: [{ shop: 'Berlin', day: '2026-01-01' }] }),
    answer: answer(200, 'The features of each row', temporalOfRowsSchema, {
      status: 'success',
      dataset_id: example.sales_dataset_id,
      rows: [{ day_is_holiday: true, sales_lag_7: 187.5 }],
    }),
    problems: [...problems, 'artifact.unavailable', 'sandbox.timed_out', 'sandbox.crashed', 'sandbox.out_of_memory'],
  },
  {
    route: 'POST /api/ml/data/temporal-features',
    tag: 'Data',
    summary: 'Make a dataset with temporal features',
    description:
      'A row’s features come from rows of the same id with an earlier date: never from its own values, from rows of the same date, or from later ones. The new dataset is in the order of id and date.',
    access: 'trainer',
    body: json(temporalRequestSchema, { dataset_id: example.sales_dataset_id, plan }),
    answer: answer(201, 'The dataset is made', temporalMadeSchema, {
      status: 'success',
      dataset_id: example.temporal_dataset_id,
      name: 'sales with temporal features',
      rows: 730,
      columns: 104,
      features: [...features],
    }),
    problems: [
      ...problems,
      'dataset.name_invalid',
      'artifact.unavailable',
      'sandbox.timed_out',
      'sandbox.crashed',
      'sandbox.out_of_memory',
      'storage.full',
    ],
  },
];
