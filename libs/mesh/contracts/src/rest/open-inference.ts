import { z } from 'zod';
import { type Answer, cellSchema } from './common.js';

const parameters = z.record(z.string(), cellSchema).optional();

/** A request of the Open Inference Protocol v2 (JSON): tensors, one per column. */
export const inferRequestSchema = z
  .strictObject({
    id: z.string().max(200).optional(),
    parameters,
    inputs: z
      .array(
        z.strictObject({
          name: z.string(),
          shape: z.array(z.number().int().min(0)).min(1).max(2),
          datatype: z.string(),
          parameters,
          /** Flat, or nested as the shape says. */
          data: z.array(z.union([cellSchema, z.array(cellSchema)])),
        }),
      )
      .min(1)
      .max(100_000),
    outputs: z.array(z.strictObject({ name: z.string(), parameters })).optional(),
  })
  .meta({ id: 'OpenInferenceRequest' });
export type InferRequest = z.infer<typeof inferRequestSchema>;

const tensorDescriptionSchema = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number().int()) });

export const inferenceTensorSchema = z
  .object({ ...tensorDescriptionSchema.shape, data: z.array(cellSchema) })
  .meta({ id: 'InferenceTensor' });
export type InferenceTensor = Answer<typeof inferenceTensorSchema>;

export const inferenceAnswerSchema = z
  .object({ model_name: z.string(), model_version: z.string(), id: z.string().optional(), outputs: z.array(inferenceTensorSchema) })
  .meta({ id: 'InferenceAnswer' });
export type InferenceAnswer = Answer<typeof inferenceAnswerSchema>;

export const inferenceServerSchema = z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) });
export const inferenceModelSchema = z
  .object({
    name: z.string(),
    versions: z.array(z.string()),
    platform: z.string(),
    inputs: z.array(tensorDescriptionSchema),
    outputs: z.array(tensorDescriptionSchema),
  })
  .meta({ id: 'InferenceModel' });
export const inferenceModelReadySchema = z.object({ name: z.string(), ready: z.boolean() });

/** How the Open Inference Protocol tells of a failure. */
export const inferenceErrorSchema = z.object({ error: z.string() }).meta({ id: 'InferenceError' });
