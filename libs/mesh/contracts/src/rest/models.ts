import { z } from 'zod';
import { stageSchema } from './common.js';

/** POST /api/ml/models/deploy */
export const deployRequestSchema = z
  .strictObject({
    training_job_id: z.string().min(1),
    model_name: z.string().min(1).max(100),
    version: z.string().optional(),
    description: z.string().max(10_000).optional(),
    tags: z.array(z.string().max(100)).max(50).optional(),
    promote_to_production: z.boolean().default(false),
  })
  .meta({ id: 'DeployRequest' });
export type DeployRequest = z.infer<typeof deployRequestSchema>;

/** GET /api/ml/models/deployed */
export const deployedQuerySchema = z.strictObject({ name: z.string().optional(), status: stageSchema.optional() });

/** POST /api/ml/models/{name}/rollback */
export const rollbackQuerySchema = z.strictObject({ to_version: z.string().optional() });
