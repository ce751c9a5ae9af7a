import { z } from 'zod';

export const severities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

/** Drift of one column, or of the predictions, in the current window against the training data. */
export interface DriftReport {
  readonly feature: string;
  readonly psi: number;
  readonly ks: number | null;
  readonly p_value: number;
  readonly missing_rate: number;
  readonly unseen_rate: number;
  readonly drifted: boolean;
  /** The feature's share of the model's importance, 0–1, where the model has one. */
  readonly importance: number | null;
}

/** GET /api/ml/monitoring/models/{model_id}/health */
export interface ModelHealth {
  readonly model_id: string;
  readonly model_name: string;
  readonly version: string;
  /** 0–100. */
  readonly health_score: number;
  readonly components: Readonly<
    Record<
      'accuracy' | 'error_rate' | 'response_time' | 'feature_stability' | 'volume',
      { readonly score: number | null; readonly value: number | null; readonly weight: number }
    >
  >;
  readonly predictions: number;
  readonly outcomes: number;
  readonly performance: {
    readonly metric: string;
    readonly baseline: number | null;
    readonly current: number | null;
    readonly drop: number | null;
    readonly rows: number;
  };
  readonly prediction_drift: DriftReport | null;
  readonly features: readonly DriftReport[];
  readonly window: { readonly predictions: number; readonly from: string | null; readonly to: string | null };
}

export interface Alert {
  readonly alert_id: string;
  readonly model_id: string;
  readonly model_name: string;
  readonly severity: Severity;
  readonly kind: string;
  readonly message: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly at: string;
  /** How often it was found again since, while its cooldown lasted. */
  readonly repeats: number;
}

export interface Retraining {
  readonly retraining_id: string;
  readonly model_name: string;
  readonly incumbent_model_id: string;
  readonly trigger: string;
  readonly reason: string;
  /** promoting: the candidate has won and is being taken over by inference. */
  readonly status: 'requested' | 'promoting' | 'promoted' | 'rejected' | 'failed';
  readonly job_id: string | null;
  readonly candidate_model_id: string | null;
  readonly comparison: Readonly<Record<string, unknown>> | null;
  readonly requested_at: string;
  readonly ended_at: string | null;
}

/** POST /api/ml/models/{model_name}/retrain */
export const retrainRequestSchema = z
  .strictObject({ reason: z.string().max(1000).default('asked for by hand'), dataset_id: z.string().min(1).optional() })
  .meta({ id: 'RetrainRequest' });
export type RetrainRequest = z.infer<typeof retrainRequestSchema>;

/** PUT /api/ml/monitoring/models/{model_name}/policy: thresholds of spec/lifecycle, each with its default. */
export const monitoringPolicySchema = z
  .strictObject({
    accuracy_drop: z.number().min(0).max(1).default(0.05),
    error_rate: z.number().min(0).max(1).default(0.1),
    response_time_ms: z.number().min(0).default(5000),
    drift_score: z.number().min(0).default(0.1),
    /** Predictions in a window before it is judged. */
    window_predictions: z.number().int().min(20).max(100_000).default(200),
    /** Outcomes in a window before performance is judged. */
    window_outcomes: z.number().int().min(10).max(100_000).default(100),
    alert_cooldown_seconds: z.number().int().min(0).default(3600),
    retrain_on: z.array(z.enum(['performance', 'drift'])).default(['performance']),
    retrain_cooldown_seconds: z.number().int().min(0).default(3600),
  })
  .meta({ id: 'MonitoringPolicy' });
export type MonitoringPolicy = z.infer<typeof monitoringPolicySchema>;
