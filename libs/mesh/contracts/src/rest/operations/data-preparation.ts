import {
  cleanedSchema,
  cleanRequestSchema,
  featuresSelectedSchema,
  selectFeaturesRequestSchema,
  splitAnswerSchema,
  splitRequestSchema,
} from '../data-preparation.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

const refusals = [
  'dataset.not_found',
  'dataset.column_not_found',
  'learning.parameter_invalid',
  'learning.too_few_rows',
  'sandbox.timed_out',
  'sandbox.out_of_memory',
] as const;
const made = '0197c3a0-7c1e-7000-8000-00000000da7a';

export const dataPreparationOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/data/clean',
    tag: 'Data',
    summary: 'Make a new table without gaps and outliers',
    description:
      'The table itself stays as it is; the new one names it as its parent, with the steps and what they learned. They learn from all rows: to judge a model, give its training `cleaning` instead, which learns from the training rows alone.',
    access: 'trainer',
    body: json(cleanRequestSchema, {
      dataset_id: example.dataset_id,
      missing_strategy: 'median',
      outlier_method: 'iqr',
      outlier_threshold: 1.5,
    }),
    answer: answer(200, 'The new table', cleanedSchema, {
      status: 'success',
      cleaned_dataset_id: made,
      original_rows: 1500,
      cleaned_rows: 1500,
      filled: { age: 71, basket: 80, tier: 77 },
      still_missing: {},
      outliers: 12,
      message: 'Learned from all rows.',
    }),
    problems: [...refusals, 'dataset.name_invalid', 'dataset.empty'],
  },
  {
    route: 'POST /api/ml/data/select-features',
    tag: 'Data',
    summary: 'Find the columns that say most of the target',
    access: 'trainer',
    body: json(selectFeaturesRequestSchema, {
      dataset_id: example.dataset_id,
      target_column: 'churned',
      method: 'mutual_info',
      n_features: 3,
      task_type: 'classification',
    }),
    answer: answer(200, 'The columns', featuresSelectedSchema, {
      status: 'success',
      selected_features: ['visits', 'tier', 'age'],
      feature_importance: [
        { feature: 'visits', importance: 0.21 },
        { feature: 'tier', importance: 0.08 },
        { feature: 'age', importance: 0.03 },
        { feature: 'basket', importance: 0.01 },
      ],
      left_out: [{ name: 'client_id', reason: 'identifier' }],
      message: 'Measured on all rows.',
    }),
    problems: [
      ...refusals,
      'learning.target_missing',
      'learning.target_constant',
      'learning.target_identifier',
      'learning.target_not_numeric',
      'learning.no_features',
    ],
  },
  {
    route: 'POST /api/ml/data/split',
    tag: 'Data',
    summary: 'Divide a table into parts for training, validation and test, or into folds',
    description: 'Every part is a table of its own. The same seed gives the same rows.',
    access: 'trainer',
    body: json(splitRequestSchema, {
      dataset_id: example.dataset_id,
      target_column: 'churned',
      test_size: 0.2,
      validation_size: 0.1,
      stratify: true,
    }),
    answer: answer(200, 'The parts', splitAnswerSchema, {
      status: 'success',
      train_samples: 1050,
      validation_samples: 150,
      test_samples: 300,
      train_dataset_id: made,
      validation_dataset_id: made,
      test_dataset_id: made,
      stratified: true,
      folds: [],
      message: 'Rows keep the order of the table.',
    }),
    problems: [...refusals, 'dataset.name_invalid', 'learning.class_too_small'],
  },
];
