import { z } from 'zod';
import { plainText, stageSchema } from './common.js';

/** POST /api/ml/models/deploy */
export const deployRequestSchema = z
  .strictObject({
    training_job_id: plainText.min(1).max(200),
    model_name: plainText.min(1).max(100),
    version: plainText.max(100).optional(),
    description: plainText.max(10_000).optional(),
    tags: z.array(plainText.max(100)).max(50).optional(),
    promote_to_production: z.boolean().default(false),
  })
  .meta({ id: 'DeployRequest' });
export type DeployRequest = z.infer<typeof deployRequestSchema>;

/** GET /api/ml/models/deployed */
export const deployedQuerySchema = z.strictObject({
  name: plainText.max(200).optional(),
  status: stageSchema.optional(),
  /** Lineage from the data: every version that was trained on it. */
  dataset_id: plainText.max(200).optional(),
  training_job_id: plainText.max(200).optional(),
});
export type DeployedQuery = z.infer<typeof deployedQuerySchema>;

const reason = plainText.min(1).max(1000).optional();

/** POST /api/ml/models/{model_id}/promote and /demote: why, for the history. */
export const stageChangeQuerySchema = z.strictObject({ reason });

/** POST /api/ml/models/{name}/rollback */
export const rollbackQuerySchema = z.strictObject({ to_version: plainText.max(100).optional(), reason });
