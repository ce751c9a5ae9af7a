import { z } from 'zod';
import { type Answer, timeSchema } from './common.js';

export const severities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

/** Drift of one column, or of the predictions, in the current window against the training data. */
export const driftReportSchema = z
  .object({
    feature: z.string(),
    psi: z.number(),
    ks: z.number().nullable(),
    p_value: z.number(),
    missing_rate: z.number(),
    unseen_rate: z.number(),
    drifted: z.boolean(),
    importance: z.number().nullable().describe("The feature's share of the model's importance, 0–1, where the model has one"),
  })
  .meta({ id: 'DriftReport' });
export type DriftReport = Answer<typeof driftReportSchema>;

const performanceSchema = z.object({
  metric: z.string(),
  baseline: z.number().nullable(),
  current: z.number().nullable(),
  drop: z.number().nullable(),
  rows: z.number().int(),
  high: z.number().nullable().optional().describe("The upper end of the current value's 95 % interval"),
});

const healthComponentSchema = z.object({ score: z.number().nullable(), value: z.number().nullable(), weight: z.number() });

/** GET /api/ml/monitoring/models/{model_id}/health */
export const modelHealthSchema = z
  .object({
    model_id: z.string(),
    model_name: z.string(),
    version: z.string(),
    health_score: z.number().min(0).max(100),
    components: z.object({
      accuracy: healthComponentSchema,
      error_rate: healthComponentSchema,
      response_time: healthComponentSchema,
      feature_stability: healthComponentSchema,
      volume: healthComponentSchema,
    }),
    reference: z
      .enum(['training_data', 'none'])
      .optional()
      .describe('What traffic is compared with; none for a model of another library, whose drift is not known'),
    predictions: z.number().int(),
    outcomes: z.number().int(),
    performance: performanceSchema,
    prediction_drift: driftReportSchema.nullable(),
    features: z.array(driftReportSchema),
    window: z.object({ predictions: z.number().int(), from: timeSchema.nullable(), to: timeSchema.nullable() }),
  })
  .meta({ id: 'ModelHealth' });
export type ModelHealth = Answer<typeof modelHealthSchema>;

export const alertSchema = z
  .object({
    alert_id: z.string(),
    model_id: z.string(),
    model_name: z.string(),
    severity: z.enum(severities),
    kind: z.string(),
    message: z.string(),
    values: z.record(z.string(), z.unknown()),
    at: timeSchema,
    repeats: z.number().int().describe('How often it was found again since, while its cooldown lasted'),
  })
  .meta({ id: 'Alert' });
export type Alert = Answer<typeof alertSchema>;

export const retrainingSchema = z
  .object({
    retraining_id: z.string(),
    model_name: z.string(),
    incumbent_model_id: z.string(),
    trigger: z.string(),
    reason: z.string(),
    status: z
      .enum(['requested', 'promoting', 'promoted', 'rejected', 'failed'])
      .describe('promoting: the candidate has won and is being taken over by inference'),
    job_id: z.string().nullable(),
    candidate_model_id: z.string().nullable(),
    comparison: z.record(z.string(), z.unknown()).nullable(),
    requested_at: timeSchema,
    ended_at: timeSchema.nullable(),
  })
  .meta({ id: 'Retraining' });
export type Retraining = Answer<typeof retrainingSchema>;

/** GET /api/ml/monitoring/alerts and /api/ml/retrainings */
export const ofModelQuerySchema = z.strictObject({
  model_name: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type OfModelQuery = z.infer<typeof ofModelQuerySchema>;
export const alertsSchema = z.object({ alerts: z.array(alertSchema) }).meta({ id: 'Alerts' });
export const retrainingsSchema = z.object({ retrainings: z.array(retrainingSchema) }).meta({ id: 'Retrainings' });

/** POST /api/ml/models/{model_name}/retrain */
export const retrainRequestSchema = z
  .strictObject({ reason: z.string().max(1000).default('asked for by hand'), dataset_id: z.string().min(1).optional() })
  .meta({ id: 'RetrainRequest' });
export type RetrainRequest = z.infer<typeof retrainRequestSchema>;

/** PUT /api/ml/monitoring/models/{model_name}/policy: thresholds of spec/lifecycle, each with its default. */
export const monitoringPolicySchema = z
  .strictObject({
    accuracy_drop: z.number().min(0).max(1).default(0.05).describe('Drop of accuracy or R² against the test part that counts'),
    error_rate: z.number().min(0).max(1).default(0.1).describe('Share of predictions that failed'),
    response_time_ms: z.number().min(0).default(5000).describe('Mean response time, milliseconds'),
    drift_score: z.number().min(0).default(0.1).describe('PSI from which a column counts as drifted'),
    window_predictions: z.number().int().min(20).max(100_000).default(200).describe('Predictions in a window before it is judged'),
    window_outcomes: z.number().int().min(10).max(100_000).default(100).describe('Outcomes in a window before performance is judged'),
    alert_cooldown_seconds: z.number().int().min(0).default(3600).describe('How long the same alert is counted and not raised again'),
    retrain_on: z
      .array(z.enum(['performance', 'drift']))
      .default(['performance'])
      .describe('What makes the platform retrain by itself: `performance`, `drift`'),
    retrain_cooldown_seconds: z.number().int().min(0).default(3600).describe('Least time between two retrainings by policy'),
  })
  .meta({ id: 'MonitoringPolicy' });
export type MonitoringPolicy = z.infer<typeof monitoringPolicySchema>;

/** The policy in force: nothing is left out. */
export const policyInForceSchema = z.object(monitoringPolicySchema.shape).meta({ id: 'MonitoringPolicyInForce' });
