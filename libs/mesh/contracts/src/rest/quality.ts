import { z } from 'zod';
import { type Answer, cellSchema } from './common.js';

const score = z.number().min(0).max(100);

/** A flaw of a table: what, where, how much, which rows show it, and what can be done. */
export const qualityFindingSchema = z
  .object({
    kind: z.string().describe('missing_cells, duplicate_rows, target_leakage …: the names in metrics'),
    dimension: z.enum(['completeness', 'consistency', 'validity']),
    severity: z.enum(['error', 'warning', 'note']).describe('An error spoils a model or its evaluation, a warning costs accuracy or trust'),
    columns: z.array(z.string()),
    count: z.number().describe('Cells, rows or columns that are concerned'),
    share: z.number().describe('Of those that could be, 0 to 1'),
    message: z.string(),
    examples: z
      .array(z.object({ row: z.number().int(), values: z.record(z.string(), cellSchema) }))
      .describe('Up to five rows; `row` counts from 0, as `offset` of the rows does'),
    recommendation: z
      .object({
        message: z.string(),
        method: z.enum(['PATCH', 'POST']),
        path: z.string(),
        body: z.record(z.string(), z.unknown()).describe('The request as it can be sent; of a training, the fields that matter here'),
      })
      .nullable(),
  })
  .meta({ id: 'QualityFinding' });
export type QualityFinding = Answer<typeof qualityFindingSchema>;

/** How a column moves over time. */
const seriesSchema = z.object({
  column: z.string().nullable().describe('null: the number of rows'),
  trend: z.enum(['rising', 'falling', 'none']),
  slope_per_day: z.number().describe('Of the Theil–Sen line'),
  tau: z.number().describe("Kendall's tau with time"),
  p_value: z.number().optional().describe('Of no trend, by the Mann–Kendall test; absent in reports of older versions'),
  changes: z
    .array(z.object({ at: z.string(), before: z.number(), after: z.number() }))
    .optional()
    .describe('When its level changed for good, with the means before and after; absent in reports of older versions'),
  seasons: z.array(
    z.object({
      season: z.enum(['daily', 'weekly', 'yearly']),
      strength: z.number().describe('Share of the variance around the trend that it explains'),
      peak: z.string(),
      low: z.string(),
    }),
  ),
  persistence: z.number().describe('Correlation of a value with the one before'),
  outline: z.array(z.number().nullable()).describe('Means over up to 60 equal spans'),
});

export const temporalProfileSchema = z
  .object({
    column: z.string(),
    hour_column: z.string().nullable(),
    from: z.string(),
    to: z.string(),
    step_days: z.number(),
    is_regular: z.boolean(),
    points: z.number().int(),
    expected_points: z.number().int().nullable().describe('As many there would be without gaps; null without a regular step'),
    gaps: z.array(z.object({ from: z.string(), to: z.string(), missing: z.number().int() })),
    series: z.array(seriesSchema),
  })
  .meta({ id: 'TemporalProfile' });
export type TemporalProfile = Answer<typeof temporalProfileSchema>;

/** GET /api/ml/datasets/{dataset_id}/quality */
export const datasetQualitySchema = z
  .object({
    dataset_id: z.string(),
    name: z.string(),
    rows: z.number().int(),
    columns: z.number().int(),
    target_column: z.string().nullable(),
    score: score.describe('35 % completeness, 30 % consistency, 35 % validity'),
    completeness: score,
    consistency: score,
    validity: score,
    metrics: z.record(z.string(), z.number()).describe('How many of every kind of flaw there are, 0 where there is none'),
    findings: z.array(qualityFindingSchema).describe('The gravest first'),
    temporal: temporalProfileSchema.nullable(),
    predictive_power: z
      .array(z.object({ column: z.string(), score: z.number() }))
      .describe('How well each column alone predicts the target: area under the ROC curve for classes, explained variance for values'),
    sampled_rows: z.number().int().describe('Rows in which relations between columns were looked for'),
  })
  .meta({ id: 'DatasetQuality' });
export type DatasetQuality = Answer<typeof datasetQualitySchema>;
