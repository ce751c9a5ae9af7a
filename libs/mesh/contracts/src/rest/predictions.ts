import { z } from 'zod';
import { type Answer, cellSchema, labelSchema, plainText, timeSchema } from './common.js';

/** A row of raw features: column name → JSON value; what fits is decided by the model's signature. */
export const featuresSchema = z.record(z.string(), cellSchema);

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
          prediction_id: z.uuid(),
          actual: labelSchema,
          at: z.iso.datetime().optional(),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .meta({ id: 'OutcomesRequest' });
export type OutcomesRequest = z.infer<typeof outcomesRequestSchema>;

export const outcomesRecordedSchema = z
  .object({
    status: z.string(),
    recorded: z.number().int().describe('New or changed by this request'),
    waiting: z.number().int().describe('Kept until their prediction is heard of'),
  })
  .meta({ id: 'OutcomesRecorded' });
export type OutcomesRecorded = Answer<typeof outcomesRecordedSchema>;

/** One entry for each row, in order; probabilities (classification) are in the order of the model's classes. */
export const predictedSchema = z
  .object({
    status: z.string(),
    model_id: z.string(),
    model_name: z.string(),
    version: z.string(),
    prediction: z.array(labelSchema),
    prediction_proba: z.array(z.array(z.number())).optional(),
    prediction_score: z
      .array(z.array(z.number()))
      .optional()
      .describe(
        'Without a target: distances to the clusters in the order of their numbers, or how strange a row is (above 0.5 is more than usual)',
      ),
    prediction_id: z.array(z.string()),
    ignored_features: z
      .array(z.string())
      .optional()
      .describe('Features that the model does not know: they had no influence. Absent when there are none'),
    completed_features: z
      .array(z.string())
      .optional()
      .describe(
        'Features that were not given and come from the feature store. Absent for a model that was not trained from a feature service',
      ),
    incomplete_features: z
      .array(
        z.object({
          row: z.number().int(),
          feature: z.string(),
          status: z.enum(['NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE']),
          timestamp: z.string().nullable(),
        }),
      )
      .optional()
      .describe('Completed features that the store has no value of, or none that is young enough: they count as missing'),
  })
  .meta({ id: 'Predicted' });
export type Predicted = Answer<typeof predictedSchema>;

/** GET /api/ml/predictions/{prediction_id}: an answer as it was logged. */
export const predictionRecordSchema = z
  .object({
    prediction_id: z.string(),
    model_id: z.string(),
    model_name: z.string(),
    version: z.string(),
    at: timeSchema,
    features: z.record(z.string(), cellSchema).describe("The model's own columns, as the caller sent them"),
    prediction: labelSchema,
    prediction_proba: z.array(z.number()).nullable(),
    user_id: z.string().nullable(),
  })
  .meta({ id: 'PredictionRecord' });
export type PredictionRecord = Answer<typeof predictionRecordSchema>;
