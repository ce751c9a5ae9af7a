import { z } from 'zod';
import { type Answer, columnTypeSchema, plainText } from './common.js';

const column = plainText.min(1).max(1000);
const reaches = z.array(z.number().int()).max(100);
const groupSchema = z.enum([
  'date_parts',
  'cyclic',
  'calendar',
  'fourier',
  'lags',
  'differences',
  'rolling',
  'expanding',
  'ewm',
  'trend',
  'seasonality',
  'change_points',
]);

/** What temporal features to make. Lags and windows count rows of one id; a row's own value is in none of them. */
export const temporalPlanSchema = z
  .strictObject({
    date_column: column,
    id_column: column.nullable().optional().describe('Whose history a row belongs to; without it the whole table is one history'),
    value_columns: z.array(column).max(1000).describe('Number columns whose past is described, the target among them if wanted'),
    lags: reaches.optional().describe('Default 1, 2, 3, 7, 14, 30'),
    differences: reaches.optional().describe('Default 1, 7'),
    windows: reaches.optional().describe('Of rolling statistics; default 3, 7, 14, 30, 90'),
    min_periods: z.number().int().optional().describe('Known values that a rolling statistic needs; default 1'),
    ewm_spans: reaches.optional().describe('Default 7, 30'),
    trend_windows: reaches.optional().describe('Default 7, 30, 90'),
    seasonal_periods: reaches.optional().describe('Default 7'),
    change_windows: reaches.optional().describe('Default 7, 30'),
    country: plainText.max(100).nullable().optional().describe('Whose public holidays count: DE, US, …; weekends alone if left out'),
    region: plainText.max(100).nullable().optional().describe('A state or province of the country: BY, CA, …'),
    time_zone: plainText
      .max(100)
      .nullable()
      .optional()
      .describe('An IANA zone such as Europe/Berlin, in which days begin and hours count; UTC if left out'),
    fourier: z
      .strictObject({ weekly: z.number().int().optional(), annual: z.number().int().optional() })
      .optional()
      .describe('Pairs of sine and cosine; default 3 and 3'),
    exclude: z.array(groupSchema).optional().describe('Families to leave out'),
    max_features: z.number().int().optional().describe('More are refused; default 1000'),
  })
  .meta({ id: 'TemporalPlan' });
export type TemporalPlanRequest = z.infer<typeof temporalPlanSchema>;

/** POST /api/ml/data/temporal-features/plan */
export const temporalPlanRequestSchema = z
  .strictObject({ dataset_id: z.string().min(1).max(100), plan: temporalPlanSchema })
  .meta({ id: 'PlanTemporalFeatures' });
export type PlanTemporalFeatures = z.infer<typeof temporalPlanRequestSchema>;

/** POST /api/ml/data/temporal-features */
export const temporalRequestSchema = z
  .strictObject({
    ...temporalPlanRequestSchema.shape,
    name: plainText.min(1).max(200).optional().describe('Of the new dataset; made from that of the table if left out'),
  })
  .meta({ id: 'MakeTemporalFeatures' });
export type MakeTemporalFeatures = z.infer<typeof temporalRequestSchema>;

export const temporalFeatureSchema = z
  .object({
    name: z.string(),
    group: groupSchema,
    type: columnTypeSchema,
    column: z.string().describe('What it is made of: the date column or a value column'),
    description: z.string(),
  })
  .meta({ id: 'TemporalFeature' });

export const temporalPlannedSchema = z
  .object({
    status: z.literal('success'),
    features: z.array(temporalFeatureSchema),
    plan: z.record(z.string(), z.unknown()).describe('The plan with every default filled in'),
  })
  .meta({ id: 'TemporalFeaturesPlanned' });
export type TemporalFeaturesPlanned = Answer<typeof temporalPlannedSchema>;

export const temporalMadeSchema = z
  .object({
    status: z.literal('success'),
    dataset_id: z.string().describe('The new dataset: the table in the order of id and date, with the features as further columns'),
    name: z.string(),
    rows: z.number().int(),
    columns: z.number().int(),
    features: z.array(temporalFeatureSchema),
  })
  .meta({ id: 'TemporalFeaturesMade' });
export type TemporalFeaturesMade = Answer<typeof temporalMadeSchema>;

/** POST /api/ml/data/temporal-features/next */
export const nextTemporalRequestSchema = z
  .strictObject({
    ...temporalPlanRequestSchema.shape,
    rows: z
      .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
      .min(1)
      .max(1000)
      .describe('The id and the date of each row to come, by the names of the columns; what else they have is passed over'),
  })
  .meta({ id: 'NextTemporalFeatures' });
export type NextTemporalFeatures = z.infer<typeof nextTemporalRequestSchema>;

export const temporalOfRowsSchema = z
  .object({
    status: z.literal('success'),
    dataset_id: z.string(),
    rows: z.array(z.record(z.string(), z.union([z.number(), z.boolean(), z.null()]))).describe('The features of each row, in their order'),
  })
  .meta({ id: 'TemporalFeaturesOfRows' });
export type TemporalFeaturesOfRows = Answer<typeof temporalOfRowsSchema>;
