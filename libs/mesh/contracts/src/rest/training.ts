import { z } from 'zod';
import { plainText, taskTypeSchema } from './common.js';

const fraction = z.number().min(0).max(0.9);
const name = plainText.min(1).max(1000);

/** POST /api/ml/models/train */
export const trainRequestSchema = z
  .strictObject({
    dataset_id: name,
    target_column: name,
    task_type: taskTypeSchema,
    algorithm: name,
    hyperparameters: z.record(name, z.union([plainText.max(1000), z.number(), z.boolean(), z.null()])).default({}),
    test_size: fraction.default(0.2),
    validation_size: fraction.default(0.1),
    scaling_method: z.enum(['standard', 'minmax', 'robust', 'none']).default('standard'),
    early_stopping: z.boolean().default(false),
    early_stopping_patience: z.number().int().min(1).max(10_000).default(10),
    seed: z.number().int().min(0).max(4_294_967_295).default(0),
  })
  .meta({ id: 'TrainRequest' });
export type TrainRequest = z.infer<typeof trainRequestSchema>;

/** POST /api/ml/models/compare */
export const compareRequestSchema = z
  .strictObject({
    dataset_id: name,
    target_column: name,
    task_type: taskTypeSchema,
    models: z.array(name).min(1).max(20),
    cv: z.number().int().min(2).max(20).default(5),
    seed: z.number().int().min(0).max(4_294_967_295).default(0),
  })
  .meta({ id: 'CompareRequest' });
export type CompareRequest = z.infer<typeof compareRequestSchema>;
