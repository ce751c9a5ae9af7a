import type { Label } from './label.js';
import type { ColumnSchema, ModelMetrics, Stage, TaskType } from './common.js';

/** What the REST API answers (spec/rest-api): services return these, the SDK hands them on. Field names are fixed. */

export interface DatasetUploaded {
  readonly dataset_id: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly column_names: readonly string[];
  readonly missing_values: Readonly<Record<string, number>>;
}

export interface DatasetSummary extends DatasetUploaded {
  readonly target_column: string | null;
  readonly created_at: string;
}

export interface NumericStats {
  readonly count: number;
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly '25%': number | null;
  readonly '50%': number | null;
  readonly '75%': number | null;
  readonly max: number | null;
}

export interface DatasetDetail extends DatasetSummary {
  readonly dtypes: Readonly<Record<string, string>>;
  readonly numeric_stats: Readonly<Record<string, NumericStats>>;
  readonly schema: readonly ColumnSchema[];
}

/** GET /api/ml/datasets/{dataset_id}/rows?limit=&offset= */
export interface DatasetRows {
  readonly dataset_id: string;
  readonly rows: readonly Readonly<Record<string, Label | null>>[];
}

export interface JobAccepted {
  readonly status: string;
  readonly job_id: string;
  readonly message: string;
}

export type JobStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface TrainingProgress {
  readonly iteration: number;
  readonly total: number;
  readonly phase: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly eta_seconds: number | null;
}

export interface TrainingJob {
  readonly job_id: string;
  readonly status: JobStatus;
  readonly created_at: string;
  readonly completed_at: string | null;
  readonly results: {
    readonly evaluation: ModelMetrics;
    readonly training_history: readonly unknown[];
    readonly training_summary: Readonly<Record<string, unknown>>;
    readonly feature_importance?: readonly { readonly feature: string; readonly importance: number }[];
  } | null;
  readonly error?: { readonly code: string; readonly detail: string };
}

/** GET /api/ml/models/train: an array of these, the newest first. */
export interface TrainingJobSummary {
  readonly job_id: string;
  readonly dataset_id: string;
  readonly target_column: string;
  readonly task_type: string;
  readonly algorithm: string;
  readonly status: JobStatus;
  readonly created_at: string;
  readonly completed_at: string | null;
}

export interface Comparison {
  readonly status: string;
  readonly metric: string;
  readonly comparison: readonly { readonly model: string; readonly mean_score: number; readonly std_score: number }[];
}

export interface ModelChanged {
  readonly status: string;
  readonly message: string;
  readonly model_id: string;
  readonly version?: string;
}

export interface DeployedModel {
  readonly model_id: string;
  readonly name: string;
  readonly version: string;
  readonly algorithm: string;
  readonly status: Stage;
  readonly created_at: string;
  readonly metrics: ModelMetrics;
}

/** One version with all that is known of where it comes from and what happened to it. */
export interface ModelDetail extends DeployedModel {
  readonly description: string;
  readonly tags: readonly string[];
  readonly task_type: TaskType;
  readonly target_column: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly certificate: { readonly rows: number; readonly largest_error: number; readonly labels_equal: boolean };
  readonly serving: { readonly outcome: 'pending' | 'ready' | 'failed'; readonly detail: string };
  readonly lineage: {
    readonly dataset_id: string;
    readonly data_digest: string;
    readonly training_job_id: string;
    readonly parent: { readonly model_id: string; readonly version: string } | null;
    readonly retraining_id: string | null;
    readonly onnx_digest: string;
    readonly manifest_digest: string;
    readonly signature_digest: string;
  };
  /** Oldest first. */
  readonly history: readonly {
    readonly from: Stage;
    readonly to: Stage;
    readonly who: string;
    readonly reason: string;
    readonly at: string;
  }[];
}

export interface Predicted {
  readonly status: string;
  readonly model_id: string;
  readonly model_name: string;
  readonly version: string;
  readonly prediction: readonly Label[];
  readonly prediction_proba?: readonly (readonly number[])[];
  readonly prediction_id: readonly string[];
  /** Features that the model does not know: they had no influence. Absent when there are none. */
  readonly ignored_features?: readonly string[];
}

/** GET /api/ml/predictions/{prediction_id}: an answer as it was logged. */
export interface PredictionRecord {
  readonly prediction_id: string;
  readonly model_id: string;
  readonly model_name: string;
  readonly version: string;
  readonly at: string;
  /** The model's own columns, as the caller sent them. */
  readonly features: Readonly<Record<string, Label | null>>;
  readonly prediction: Label;
  readonly prediction_proba: readonly number[] | null;
  readonly user_id: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** POST /v2/models/{model}/infer: Open Inference Protocol v2. */
export interface InferenceTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly (Label | null)[];
}

export interface InferenceAnswer {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly outputs: readonly InferenceTensor[];
}
