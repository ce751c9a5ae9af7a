import { z } from 'zod';
import { type Answer, cellSchema, modelMetricsSchema, modelTaskSchema, plainText, taskTypeSchema, timeSchema } from './common.js';
import { preparationFields } from './preparation.js';

const fraction = z.number().min(0).max(0.9);
const name = plainText.min(1).max(1000);

const setting = z.union([plainText.max(1000), z.number(), z.boolean(), z.null()]);

/** An algorithm of an ensemble: its name, or its name and hyper-parameters. */
const memberSchema = z.union([name, z.strictObject({ algorithm: name, hyperparameters: z.record(name, setting).default({}) })]);

const hyperparametersSchema = z.record(name, z.union([setting, memberSchema, z.array(memberSchema).min(1).max(50)])).default({});

/** An algorithm that is compared with others: its name, or its name and hyper-parameters. */
const comparedModelSchema = z.union([name, z.strictObject({ algorithm: name, hyperparameters: hyperparametersSchema })]);
export type ComparedModel = z.infer<typeof comparedModelSchema>;

/** What only learning from a target can take; a request without one is refused with any of these. */
const needsTarget = [
  'target_column',
  'class_weights',
  'calibration',
  'cleaning',
  'encoding',
  'polynomial',
  'power',
  'quantile',
  'feature_selection',
] as const;

/** POST /api/ml/models/train */
export const trainRequestSchema = z
  .strictObject({
    dataset_id: name,
    target_column: name.optional().describe('The column to predict; clustering and anomaly_detection have none'),
    task_type: modelTaskSchema,
    algorithm: name,
    hyperparameters: hyperparametersSchema,
    test_size: fraction.default(0.2),
    validation_size: fraction.default(0.1),
    scaling_method: z.enum(['standard', 'minmax', 'robust', 'none']).default('standard'),
    // Later additions have no defaults: a request of an older version is still the same request.
    label_column: name
      .optional()
      .describe('For clustering and anomaly_detection: what is true of each row. Never learned from, only compared with what was found'),
    class_weights: z
      .union([z.literal('balanced'), z.record(name, z.number().positive().max(1e9))])
      .optional()
      .describe("Weight by class label, or `balanced`: inverse to the classes' frequency"),
    weight_column: name.optional().describe('A column of numbers from 0: how much each row counts in learning'),
    reduction: z
      .strictObject({
        method: z.literal('pca'),
        components: z.number().positive().max(100_000).nullable().default(null),
        whiten: z.boolean().default(false),
        svd_solver: z
          .enum(['auto', 'full', 'randomized'])
          .optional()
          .describe('randomized finds the first components alone, nearly; auto does so where they are few of many'),
      })
      .optional()
      .describe('Number columns become principal components: so many, or the share of variance (below 1) that they keep, or null for all'),
    ...preparationFields,
    feature_service: z
      .strictObject({ name, version: z.number().int().min(1).optional(), timestamp_column: name })
      .optional()
      .describe('The dataset holds labels: they are joined with the features of this service that were true and known at their times'),
    calibration: z
      .enum(['none', 'sigmoid', 'isotonic'])
      .optional()
      .describe('Brings probabilities in line with how often they come true, on out-of-fold predictions'),
    early_stopping: z.boolean().default(false),
    early_stopping_patience: z.number().int().min(1).max(10_000).default(10),
    seed: z.number().int().min(0).max(4_294_967_295).default(0),
  })
  .superRefine((body, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (taskTypeSchema.safeParse(body.task_type).success) {
      if (body.target_column === undefined) refuse('target_column', `is required for ${body.task_type}`);
      if (body.label_column !== undefined)
        refuse('label_column', `is for clustering and anomaly_detection; ${body.task_type} has target_column`);
      return;
    }
    const given = needsTarget.filter((field) => body[field] !== undefined);
    for (const field of given) refuse(field, `does not go with ${body.task_type}, which learns without a target`);
    if (body.early_stopping) refuse('early_stopping', `does not go with ${body.task_type}, which learns without a target`);
  })
  .meta({ id: 'TrainRequest' });
export type TrainRequest = z.infer<typeof trainRequestSchema>;

/** POST /api/ml/models/compare */
export const compareRequestSchema = z
  .strictObject({
    dataset_id: name,
    target_column: name,
    task_type: taskTypeSchema,
    models: z.array(comparedModelSchema).min(1).max(20),
    ...preparationFields,
    cv: z.number().int().min(2).max(20).default(5),
    seed: z.number().int().min(0).max(4_294_967_295).default(0),
  })
  .meta({ id: 'CompareRequest' });
export type CompareRequest = z.infer<typeof compareRequestSchema>;

/** What is accepted and done later. */
export const jobAcceptedSchema = z.object({ status: z.string(), job_id: z.string(), message: z.string() }).meta({ id: 'JobAccepted' });
export type JobAccepted = Answer<typeof jobAcceptedSchema>;

const jobStatusSchema = z.enum(['pending', 'running', 'completed', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof jobStatusSchema>;

/** The data of a `progress` event. */
export const trainingProgressSchema = z
  .object({
    iteration: z.number(),
    total: z.number(),
    phase: z.string(),
    metrics: z.record(z.string(), z.number()),
    eta_seconds: z.number().nullable(),
  })
  .meta({ id: 'TrainingProgress' });
export type TrainingProgress = Answer<typeof trainingProgressSchema>;

/** The data of the `end` event. */
export const trainingEndSchema = z.object({ status: jobStatusSchema }).meta({ id: 'TrainingEnd' });

const trainingResultsSchema = z.object({
  evaluation: modelMetricsSchema,
  training_history: z.array(z.unknown()),
  training_summary: z.record(z.string(), z.unknown()),
  feature_importance: z.array(z.object({ feature: z.string(), importance: z.number() })).optional(),
});

export const trainingJobSchema = z
  .object({
    job_id: z.string(),
    status: jobStatusSchema,
    created_at: timeSchema,
    completed_at: timeSchema.nullable(),
    results: trainingResultsSchema.nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).optional(),
  })
  .meta({ id: 'TrainingJob' });
export type TrainingJob = Answer<typeof trainingJobSchema>;

/** GET /api/ml/models/train: an array of these, the newest first. */
export const trainingJobSummarySchema = z
  .object({
    job_id: z.string(),
    dataset_id: z.string(),
    target_column: z.string().nullable().describe('null for clustering and anomaly_detection'),
    task_type: z.string(),
    algorithm: z.string(),
    status: jobStatusSchema,
    created_at: timeSchema,
    completed_at: timeSchema.nullable(),
  })
  .meta({ id: 'TrainingJobSummary' });
export type TrainingJobSummary = Answer<typeof trainingJobSummarySchema>;

export const comparisonSchema = z
  .object({
    status: z.string(),
    metric: z.string(),
    comparison: z.array(
      z.object({
        model: z.string().describe('The algorithm'),
        hyperparameters: z.record(z.string(), z.unknown()).optional().describe('Those that were asked for'),
        mean_score: z.number(),
        std_score: z.number(),
        scores: z.array(z.number()).describe('Of each fold'),
        seconds: z.number(),
      }),
    ),
  })
  .meta({ id: 'Comparison' });
export type Comparison = Answer<typeof comparisonSchema>;

const parameterSchema = z.looseObject({
  type: z.enum(['integer', 'number', 'boolean', 'choice', 'text', 'members']),
  default: z.union([cellSchema, z.array(memberSchema)]),
  doc: z.string(),
});

/** GET /api/ml/models/train/{job_id}/model */
export const modelFileQuerySchema = z.strictObject({
  format: z
    .enum(['onnx', 'pipeline', 'xgboost', 'lightgbm'])
    .default('onnx')
    .describe(
      'onnx takes raw columns; pipeline is JSON for @atelier/learning; xgboost (JSON) and lightgbm (text) hold boosted trees alone',
    ),
});
export type ModelFileFormat = z.infer<typeof modelFileQuerySchema>['format'];

/** GET /api/ml/algorithms */
export const algorithmsSchema = z
  .object({
    algorithms: z.array(
      z.object({
        name: z.string(),
        summary: z.string(),
        tasks: z.array(z.string()),
        handles_missing: z.boolean().describe('Learns from missing numbers; else they are imputed'),
        handles_categories: z.boolean().describe('Learns from categories as they are; else they become columns of 0 and 1'),
        parameters: z.record(z.string(), parameterSchema),
      }),
    ),
  })
  .meta({ id: 'Algorithms' });
