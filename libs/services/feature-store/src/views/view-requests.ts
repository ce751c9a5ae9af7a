import { z } from 'zod';

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
