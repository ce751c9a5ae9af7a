import { z } from 'zod';
import { type Answer, cellSchema, labelSchema, timeSchema } from './common.js';

const column = z.string().min(1).max(1000);
const viewName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'Use letters, digits, dots, dashes and underscores.');

/** POST /api/ml/features/views */
export const registerViewSchema = z
  .strictObject({
    name: viewName,
    dataset_id: z.string().min(1).max(100),
    entity_column: column,
    /** All columns but the key and the time if left out. */
    features: z.array(column).min(1).max(1000).optional(),
    timestamp_column: column.optional(),
    ttl_seconds: z.number().int().min(1).max(2_147_483_647).optional(),
  })
  .meta({ id: 'RegisterFeatureView' });
export type RegisterView = z.infer<typeof registerViewSchema>;

/** POST /api/ml/features/online */
export const onlineRequestSchema = z
  .strictObject({
    view: viewName,
    /** The latest that is ready if left out. */
    version: z.number().int().min(1).optional(),
    entities: z
      .array(z.union([z.string().max(1000), z.number(), z.boolean()]))
      .min(1)
      .max(1000),
    features: z.array(column).min(1).max(1000).optional(),
  })
  .meta({ id: 'OnlineFeatures' });
export type OnlineRequest = z.infer<typeof onlineRequestSchema>;

export const featureViewSchema = z
  .object({
    view_id: z.string(),
    name: z.string(),
    version: z.number().int(),
    dataset_id: z.string(),
    entity_column: z.string(),
    features: z.array(z.string()),
    timestamp_column: z.string().nullable(),
    ttl_seconds: z.number().int().nullable(),
    status: z.enum(['loading', 'ready', 'failed']),
    detail: z.string(),
    rows_read: z.number().int(),
    created_at: timeSchema,
  })
  .meta({ id: 'FeatureView' });
export type FeatureViewAnswer = Answer<typeof featureViewSchema>;

export const onlineValueSchema = z
  .object({
    value: cellSchema,
    /** Feast's names: there; there but null; no such entity; there but older than the view's ttl. */
    status: z.enum(['PRESENT', 'NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE']),
    timestamp: z.string().nullable().describe('When the value was true; null if it is not there'),
  })
  .meta({ id: 'OnlineValue' });
export type OnlineValue = Answer<typeof onlineValueSchema>;

/** `results` are in the order of the entities asked for. */
export const onlineAnswerSchema = z
  .object({
    view: z.string(),
    version: z.number().int(),
    results: z.array(z.object({ entity: labelSchema, features: z.record(z.string(), onlineValueSchema) })),
  })
  .meta({ id: 'OnlineAnswer' });
export type OnlineAnswer = Answer<typeof onlineAnswerSchema>;
