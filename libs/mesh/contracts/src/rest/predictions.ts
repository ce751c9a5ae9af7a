import { z } from 'zod';
import { plainText } from './common.js';

/** A row of raw features: column name → JSON value; what fits is decided by the model's signature. */
export const featuresSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** POST /api/ml/models/predict: by model_id or model_name; one row in `features` or many in `rows`. */
export const predictRequestSchema = z
  .strictObject({
    model_id: plainText.min(1).max(200).optional(),
    model_name: plainText.min(1).max(200).optional(),
    features: featuresSchema.optional(),
    rows: z.array(featuresSchema).min(1).max(10_000).optional(),
    user_id: plainText.max(200).optional(),
  })
  .refine((body) => (body.model_id === undefined) !== (body.model_name === undefined), {
    message: 'Give either model_id or model_name.',
    path: ['model_id'],
  })
  .refine((body) => (body.features === undefined) !== (body.rows === undefined), {
    message: 'Give either features or rows.',
    path: ['features'],
  })
  .meta({ id: 'PredictRequest' });
export type PredictRequest = z.infer<typeof predictRequestSchema>;

/** POST /api/ml/predictions/outcomes: what really happened, by prediction id. */
export const outcomesRequestSchema = z
  .strictObject({
    outcomes: z
      .array(
        z.strictObject({
          prediction_id: plainText.min(1).max(200),
          actual: z.union([z.string(), z.number(), z.boolean()]),
          at: z.iso.datetime().optional(),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .meta({ id: 'OutcomesRequest' });
export type OutcomesRequest = z.infer<typeof outcomesRequestSchema>;
