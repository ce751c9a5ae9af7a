import { z } from 'zod';
import { type Answer, labelSchema, modelMetricsSchema, modelTaskSchema, plainText, stageSchema, timeSchema } from './common.js';

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

const importFields = {
  model_name: plainText.min(1).max(100),
  format: z.enum(['xgboost', 'lightgbm', 'catboost', 'spark', 'onnx']).optional().describe('Found from the bytes if left out'),
  signature: plainText
    .max(1_000_000)
    .optional()
    .describe('JSON: what the file does not say, `{inputs: [{name, type, categories}], target: {name}, task, classes, output}`'),
  version: plainText.max(100).optional(),
  description: plainText.max(10_000).optional(),
};

/** POST /api/ml/models/import: the fields of the multipart form as they are read. */
export const importRequestSchema = z.strictObject({
  ...importFields,
  tags: z
    .string()
    .transform((text) => text.split(',').map((tag) => tag.trim()))
    .pipe(z.array(plainText.min(1).max(100)).max(50))
    .optional(),
  promote_to_production: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

/** POST /api/ml/models/import: the parts of the form as they are sent. */
export const importFormSchema = z
  .strictObject({
    ...importFields,
    tags: z.string().optional().describe('Comma-separated'),
    promote_to_production: z.enum(['true', 'false']).optional(),
    file: z
      .file()
      .describe("XGBoost's JSON, LightGBM's text, CatBoost's JSON, or an ONNX file; of the Spark job all six, in as many parts"),
  })
  .meta({ id: 'ImportForm' });

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

/** What a change of a version's stage answers, once inference serves it. */
export const modelChangedSchema = z
  .object({ status: z.string(), message: z.string(), model_id: z.string(), version: z.string().optional() })
  .meta({ id: 'ModelChanged' });
export type ModelChanged = Answer<typeof modelChangedSchema>;

/** The version that an import made. */
export const modelImportedSchema = modelChangedSchema
  .extend({
    format: z.string().describe('What the file was found to be'),
    rows_checked: z.number().int().describe('Rows on which the ONNX file was compared with the model'),
  })
  .meta({ id: 'ModelImported' });
export type ModelImported = Answer<typeof modelImportedSchema>;

export const deployedModelSchema = z
  .object({
    model_id: z.string(),
    name: z.string(),
    version: z.string(),
    algorithm: z.string(),
    status: stageSchema,
    created_at: timeSchema,
    metrics: modelMetricsSchema,
  })
  .meta({ id: 'DeployedModel' });
export type DeployedModel = Answer<typeof deployedModelSchema>;

export const deployedModelsSchema = z.object({ status: z.string(), models: z.array(deployedModelSchema) }).meta({ id: 'DeployedModels' });

const lineageSchema = z.object({
  dataset_id: z.string().nullable(),
  data_digest: z.string().nullable(),
  training_job_id: z.string().nullable(),
  /** Set for a model of another library, which has neither data nor job. */
  imported: z.object({ format: z.string(), file_name: z.string(), digest: z.string() }).nullable(),
  parent: z.object({ model_id: z.string(), version: z.string() }).nullable(),
  retraining_id: z.string().nullable(),
  onnx_digest: z.string(),
  manifest_digest: z.string(),
  signature_digest: z.string(),
});

const stageChangeSchema = z.object({ from: stageSchema, to: stageSchema, who: z.string(), reason: z.string(), at: timeSchema });

/** One version with all that is known of where it comes from and what happened to it; `history` is oldest first. */
export const modelDetailSchema = z
  .object({
    ...deployedModelSchema.shape,
    description: z.string(),
    tags: z.array(z.string()),
    task_type: modelTaskSchema,
    target_column: z.string().nullable(),
    /** The target's labels in the order of `prediction_proba`; null for regression. */
    classes: z.array(labelSchema).nullable(),
    hyperparameters: z.record(z.string(), z.unknown()),
    certificate: z.object({ rows: z.number(), largest_error: z.number(), labels_equal: z.boolean() }),
    serving: z.object({ outcome: z.enum(['pending', 'ready', 'failed']), detail: z.string() }),
    lineage: lineageSchema,
    history: z.array(stageChangeSchema),
  })
  .meta({ id: 'ModelDetail' });
export type ModelDetail = Answer<typeof modelDetailSchema>;
