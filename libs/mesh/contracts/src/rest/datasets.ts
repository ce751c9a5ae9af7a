import { z } from 'zod';
import { type Answer, cellSchema, columnSchemaSchema, columnTypeSchema, labelSchema, plainText, timeSchema } from './common.js';

/** POST /api/ml/datasets/upload: the parts of the multipart form. */
export const uploadFormSchema = z
  .strictObject({
    target_column: plainText.min(1).max(1000).optional().describe('The column to predict'),
    name: plainText.min(1).max(200).optional().describe('The file name without its extension if left out'),
    sheet: plainText.min(1).max(100).optional().describe('Of a workbook: the sheet to read; the first with cells if left out'),
    file: z.file().describe('CSV, TSV, Excel (.xlsx), JSON lines or Parquet, plain or gzipped; the bytes decide'),
  })
  .meta({ id: 'UploadForm' });

export const datasetUploadedSchema = z
  .object({
    dataset_id: z.string(),
    name: z.string(),
    rows: z.number().int(),
    columns: z.number().int(),
    column_names: z.array(z.string()),
    missing_values: z.record(z.string(), z.number().int()),
  })
  .meta({ id: 'DatasetUploaded' });
export type DatasetUploaded = Answer<typeof datasetUploadedSchema>;

export const datasetSummarySchema = z
  .object({ ...datasetUploadedSchema.shape, target_column: z.string().nullable(), created_at: timeSchema })
  .meta({ id: 'DatasetSummary' });
export type DatasetSummary = Answer<typeof datasetSummarySchema>;

/** As pandas' `describe` gives them; null where there is no value (std of one row). */
export const numericStatsSchema = z
  .object({
    count: z.number().int(),
    mean: z.number().nullable(),
    std: z.number().nullable(),
    min: z.number().nullable(),
    '25%': z.number().nullable(),
    '50%': z.number().nullable(),
    '75%': z.number().nullable(),
    max: z.number().nullable(),
  })
  .meta({ id: 'NumericStats' });
export type NumericStats = Answer<typeof numericStatsSchema>;

const textStatsSchema = z.object({
  mean_length: z.number().nullable(),
  max_length: z.number(),
  mean_words: z.number().nullable(),
  all_digits: z.boolean(),
});

export const columnProfileSchema = z
  .object({
    ...columnSchemaSchema.shape,
    format: z.string().nullable(),
    missing: z.number().int(),
    distinct: z.number().int(),
    distinct_is_exact: z.boolean(),
    top_values: z.array(z.object({ value: labelSchema, count: z.number().int().nullable() })),
    numeric: numericStatsSchema.optional(),
    text: textStatsSchema.optional(),
    alternatives: z.array(z.string()).optional().describe('Other formats of dates that fit every row as well'),
    earliest: z.string().optional(),
    latest: z.string().optional(),
  })
  .meta({ id: 'ColumnProfile' });

/** What was done to a table to make another: the step's name, what it was asked, and what it learned from the data (means, caps). */
export const datasetStepSchema = z
  .object({
    name: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    fitted: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'DatasetStep' });
export type DatasetStep = Answer<typeof datasetStepSchema>;

export const datasetDetailSchema = z
  .object({
    ...datasetSummarySchema.shape,
    dtypes: z.record(z.string(), z.string()),
    numeric_stats: z.record(z.string(), numericStatsSchema),
    schema: z.array(columnSchemaSchema),
    format: z.string(),
    raw_digest: z.string(),
    raw_bytes: z.number().int(),
    parquet_digest: z.string(),
    parquet_bytes: z.number().int(),
    parent_dataset_id: z.string().nullable(),
    steps: z.array(datasetStepSchema).describe('What was done to the parent; none for an upload'),
    quality_score: z.number().nullable().describe('0 to 100; null until the quality was asked for'),
    profile: z.array(columnProfileSchema),
  })
  .meta({ id: 'DatasetDetail' });
export type DatasetDetail = Answer<typeof datasetDetailSchema>;

const columnName = plainText.min(1).max(1000);
const boundSchema = z.union([z.number(), plainText.max(40)]);

/** What changes of a column. */
export const columnAmendmentSchema = z.strictObject({
  type: columnTypeSchema.optional().describe('Read again from the uploaded file; a row that does not fit is named, and nothing changes'),
  format: plainText
    .max(40)
    .optional()
    .describe('How dates or numbers are written: `mm-dd-yyyy`, `epoch seconds`, `excel days`, `decimal comma` …'),
  role: z.enum(['feature', 'target', 'identifier', 'ignored']).optional(),
  missing_tokens: z.array(plainText.max(1000)).max(1000).optional().describe('Texts that mean missing in this column'),
  trim: z.literal(true).optional().describe('Without blanks before and after'),
  replace: z.record(plainText.max(100_000), cellSchema).optional().describe('Values by those that they become; null for missing'),
  range: z
    .strictObject({ min: boundSchema.optional(), max: boundSchema.optional() })
    .optional()
    .describe('What lies outside becomes missing; `today` is a date'),
});

/** PATCH /api/ml/datasets/{dataset_id} */
export const datasetAmendmentSchema = z
  .strictObject({
    name: plainText.min(1).max(200).optional(),
    target_column: columnName.nullable().optional(),
    columns: z.record(columnName, columnAmendmentSchema).optional(),
    drop_missing: z.array(columnName).min(1).max(10_000).optional().describe('Drops rows where one of these columns is missing'),
    drop_sparse_rows: z.number().min(0).max(1).optional().describe('Drops rows of which more than this share is missing'),
    drop_duplicates: z
      .union([z.literal(true), z.array(columnName).min(1).max(10_000)])
      .optional()
      .describe('Keeps the first of rows that are equal, in all columns or in these'),
    sort_by: columnName.optional(),
  })
  .refine((amendment) => Object.keys(amendment).length > 0, { message: 'say what is to change' })
  .meta({ id: 'DatasetAmendment' });
export type DatasetAmendment = Answer<typeof datasetAmendmentSchema>;

/** GET /api/ml/datasets/{dataset_id}/rows */
export const rowsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  /** Every so-manieth row from `offset` on: a sample from all over a table that may be sorted. */
  step: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(1),
});
export const datasetRowsSchema = z
  .object({ dataset_id: z.string(), rows: z.array(z.record(z.string(), cellSchema)) })
  .meta({ id: 'DatasetRows' });
export type DatasetRows = Answer<typeof datasetRowsSchema>;
