import { z } from 'zod';
import { type Answer, plainText, taskTypeSchema } from './common.js';
import { outlierMethodSchema, outlierThresholdSchema, featureCountSchema, selectionMethodSchema } from './preparation.js';

const column = plainText.min(1).max(1000);
const seed = z.number().int().min(0).max(4_294_967_295).default(0);
const name = plainText.min(1).max(200).optional().describe("A name for what is made; made from the table's otherwise");
const counts = z.record(z.string(), z.number().int());

/** POST /api/ml/data/clean */
export const cleanRequestSchema = z
  .strictObject({
    dataset_id: column,
    missing_strategy: z
      .enum(['mean', 'median', 'mode', 'drop', 'forward_fill', 'backward_fill', 'knn', 'iterative', 'constant', 'none'])
      .default('median')
      .describe('Categories and booleans get their mode where this says nothing of them; drop leaves rows with missing cells out'),
    missing_indicator: z.boolean().default(false).describe('A column for each column with missing cells that says where'),
    fill_value: z
      .union([z.number(), plainText.max(1000)])
      .optional()
      .describe('For constant: numbers get a number, texts a text'),
    outlier_method: outlierMethodSchema.default('none'),
    outlier_threshold: outlierThresholdSchema.optional(),
    outlier_action: z.enum(['cap', 'drop', 'robust_scale']).default('cap'),
    name,
    seed,
  })
  .meta({ id: 'CleanRequest' });
export type CleanRequest = z.infer<typeof cleanRequestSchema>;

export const cleanedSchema = z
  .object({
    status: z.string(),
    cleaned_dataset_id: z.string(),
    original_rows: z.number().int(),
    cleaned_rows: z.number().int(),
    filled: counts.describe('Cells that were filled, by column'),
    still_missing: counts.describe('Cells that stay empty, by column: identifiers, targets, free texts'),
    outliers: z.number().int().describe('Cells that were capped, or rows that were left out'),
    message: z.string(),
  })
  .meta({ id: 'Cleaned' });
export type Cleaned = Answer<typeof cleanedSchema>;

/** POST /api/ml/data/select-features */
export const selectFeaturesRequestSchema = z
  .strictObject({
    dataset_id: column,
    target_column: column,
    method: selectionMethodSchema.default('mutual_info'),
    n_features: featureCountSchema.default(10),
    task_type: taskTypeSchema,
    seed,
  })
  .meta({ id: 'SelectFeaturesRequest' });
export type SelectFeaturesRequest = z.infer<typeof selectFeaturesRequestSchema>;

export const featuresSelectedSchema = z
  .object({
    status: z.string(),
    selected_features: z.array(z.string()).describe('The best first'),
    feature_importance: z
      .array(z.object({ feature: z.string(), importance: z.number() }))
      .describe('Of every column that could be a feature, the best first; what it measures depends on the method'),
    left_out: z.array(z.object({ name: z.string(), reason: z.string() })).describe('Columns that are no features'),
    message: z.string(),
  })
  .meta({ id: 'FeaturesSelected' });
export type FeaturesSelected = Answer<typeof featuresSelectedSchema>;

/** POST /api/ml/data/split */
export const splitRequestSchema = z
  .strictObject({
    dataset_id: column,
    target_column: column.optional(),
    test_size: z.number().min(0).max(0.9).default(0.2),
    validation_size: z.number().min(0).max(0.9).default(0.1),
    stratify: z
      .boolean()
      .optional()
      .describe("Keep the target's classes (of a quantity: its quantiles) in proportion. Left out: for classes that have rows enough"),
    method: z.enum(['holdout', 'k_fold', 'stratified', 'group', 'time_series']).default('holdout'),
    groups: column.optional().describe('A column whose equal values are never on two sides'),
    time: column.optional().describe('A column of times or numbers: the oldest rows train, the newest test'),
    folds: z.number().int().min(2).max(20).default(5).describe('For all methods but holdout'),
    gap: z.number().int().min(0).max(1_000_000_000).default(0).describe('For time_series: rows left out between training and test'),
    name,
    seed,
  })
  .meta({ id: 'SplitRequest' });
export type SplitRequest = z.infer<typeof splitRequestSchema>;

const foldSchema = z.object({
  fold: z.number().int(),
  train_samples: z.number().int(),
  test_samples: z.number().int(),
  train_dataset_id: z.string(),
  test_dataset_id: z.string(),
});

export const splitAnswerSchema = z
  .object({
    status: z.string(),
    train_samples: z.number().int().describe('With folds: of the first one'),
    validation_samples: z.number().int(),
    test_samples: z.number().int(),
    train_dataset_id: z.string(),
    validation_dataset_id: z.string().nullable(),
    test_dataset_id: z.string().nullable(),
    stratified: z.boolean(),
    folds: z.array(foldSchema).describe('None for holdout'),
    message: z.string(),
  })
  .meta({ id: 'Split' });
export type SplitAnswer = Answer<typeof splitAnswerSchema>;
