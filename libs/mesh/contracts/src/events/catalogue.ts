import { z } from 'zod';
import { columnSchemaSchema, modelMetricsSchema, modelTaskSchema, labelSchema } from '../rest/common.js';
import { notesReceivedSchema, notesScoredFields } from '../rest/notes.js';

const id = z.string().min(1);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const json = z.record(z.string(), z.unknown());

interface EventDefinition<S extends z.ZodType> {
  /** One topic per thing. */
  readonly topic: string;
  readonly version: number;
  /** The field of the payload that is the thing's id: the partition key. */
  readonly key: string;
  readonly doc: string;
  readonly schema: S;
}

function defineEvent<S extends z.ZodType>(definition: EventDefinition<S>): EventDefinition<S> {
  return definition;
}

/** Where a served version's bytes are: all that inference needs to load it. */
export const servedVersionSchema = z.object({
  model_id: id,
  model_name: z.string(),
  version: z.string(),
  stage: z.enum(['training', 'staged', 'production', 'archived']),
  algorithm: z.string(),
  training_job_id: id,
  onnx_digest: digest,
  manifest_digest: digest,
});
export type ServedVersion = z.infer<typeof servedVersionSchema>;

/** Every event of the platform: topic, version, key and payload, once. Types, validation and AsyncAPI derive from it. */
export const eventCatalogue = {
  'dataset.registered': defineEvent({
    topic: 'dataset',
    version: 1,
    key: 'dataset_id',
    doc: 'A table was checked and kept: raw bytes, Parquet and profile.',
    schema: z.object({
      dataset_id: id,
      name: z.string(),
      rows: z.number().int(),
      columns: z.array(columnSchemaSchema),
      raw_digest: digest,
      parquet_digest: digest,
      target_column: z.string().nullable(),
      parent_dataset_id: id.nullable(),
    }),
  }),
  'features.pushed': defineEvent({
    topic: 'feature',
    version: 1,
    key: 'view',
    doc: 'Rows for a feature view, from whoever sees them happen: the feature store keeps their history and serves the newest. Publish it to feed a stream view.',
    schema: z.object({
      view: id,
      /** The latest if null. */
      view_version: z.number().int().min(1).nullable(),
      /** Join keys, features and times by column name. */
      rows: z
        .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
        .min(1)
        .max(10_000),
    }),
  }),
  'features.deleted': defineEvent({
    topic: 'feature',
    version: 1,
    key: 'name',
    doc: 'Versions of a feature view or service are gone, with all that was kept of them; their numbers are not given again.',
    schema: z.object({ kind: z.enum(['view', 'service']), name: id, versions: z.array(z.number().int()), deleted_by: z.string() }),
  }),
  'training_set.requested': defineEvent({
    topic: 'training_set',
    version: 1,
    key: 'training_set_id',
    doc: 'A training needs a set from a feature service; the feature store builds it.',
    schema: z.object({
      training_set_id: id,
      labels_dataset_id: id,
      service: id,
      /** The latest if null. */
      service_version: z.number().int().min(1).nullable(),
      timestamp_column: z.string(),
      target_column: z.string().nullable(),
      requested_by: z.string(),
    }),
  }),
  'training_set.built': defineEvent({
    topic: 'training_set',
    version: 1,
    key: 'training_set_id',
    doc: 'Labels were joined with the features that were true and known at their times; ingestion registers the file as a dataset.',
    schema: z.object({
      training_set_id: id,
      dataset_id: id,
      name: z.string(),
      parquet_digest: digest,
      parquet_bytes: z.number().int(),
      rows: z.number().int(),
      labels_dataset_id: id,
      target_column: z.string().nullable(),
      requested_by: z.string(),
      service: z.string(),
      service_version: z.number().int(),
      /** Of all that went in. */
      hash: digest,
      timestamp_column: z.string(),
      join_keys: z.array(z.string()),
    }),
  }),
  'training_set.failed': defineEvent({
    topic: 'training_set',
    version: 1,
    key: 'training_set_id',
    doc: 'A training set could not be built; code and detail say why.',
    schema: z.object({ training_set_id: id, code: z.string(), detail: z.string() }),
  }),
  'training.progressed': defineEvent({
    topic: 'training',
    version: 1,
    key: 'job_id',
    doc: 'A training job has moved on; at most one a second for each job.',
    schema: z.object({
      job_id: id,
      iteration: z.number(),
      total: z.number(),
      phase: z.string(),
      metrics: z.record(z.string(), z.number()),
      eta_seconds: z.number().nullable(),
    }),
  }),
  'training.completed': defineEvent({
    topic: 'training',
    version: 1,
    key: 'job_id',
    doc: 'A model was trained, evaluated, exported to ONNX and certified.',
    schema: z.object({
      job_id: id,
      dataset_id: id,
      /** Digest of the Parquet that was read. */
      data_digest: digest,
      /** null without a target. */
      target_column: z.string().nullable(),
      task_type: modelTaskSchema,
      algorithm: z.string(),
      hyperparameters: json,
      onnx_digest: digest,
      manifest_digest: digest,
      /** Digest of inputs and outputs: a change of it is a major version. */
      signature_digest: digest,
      /** The target's labels in the order of the probabilities; null for regression. */
      classes: z.array(labelSchema).nullable(),
      metrics: modelMetricsSchema,
      certificate: z.object({ rows: z.number().int(), largest_error: z.number(), labels_equal: z.boolean() }),
      /** How the labels were generated by rules; null where they were observed. */
      labels_origin: z.string().nullable().optional(),
      /** Present when the job was asked for by a retraining. */
      retraining: z
        .object({
          retraining_id: id,
          model_name: z.string(),
          incumbent_model_id: id,
          /** Candidate against incumbent on the same held-out rows; difference > 0 means the candidate is better. */
          comparison: z.object({
            metric: z.string(),
            candidate: z.number(),
            incumbent: z.number(),
            difference: z.number(),
            low: z.number(),
            high: z.number(),
            rows: z.number().int(),
          }),
          decision: z.enum(['promote', 'reject']),
        })
        .nullable(),
    }),
  }),
  'training.failed': defineEvent({
    topic: 'training',
    version: 1,
    key: 'job_id',
    doc: 'A training job ended without a model; code and detail say why.',
    schema: z.object({
      job_id: id,
      dataset_id: id,
      status: z.enum(['failed', 'cancelled']),
      code: z.string(),
      detail: z.string(),
      retraining_id: id.nullable(),
    }),
  }),
  'version.registered': defineEvent({
    topic: 'version',
    version: 1,
    key: 'model_name',
    doc: 'A trained model became a version of a named model; inference loads it.',
    schema: servedVersionSchema.extend({
      metrics: modelMetricsSchema,
      task_type: modelTaskSchema,
      /** null for a model of another library. */
      dataset_id: id.nullable(),
      retraining_id: id.nullable(),
    }),
  }),
  'rollout.changed': defineEvent({
    topic: 'version',
    version: 1,
    key: 'model_name',
    doc: 'Which version of a model serves in production, and the stages of all its versions, after a promote, demote or rollback. `sequence` only grows: an older one is ignored.',
    schema: z.object({
      model_name: z.string(),
      sequence: z.number().int(),
      production_model_id: id.nullable(),
      previous_model_id: id.nullable(),
      strategy: z.enum(['immediate', 'blue_green']),
      reason: z.string(),
      versions: z.array(servedVersionSchema),
    }),
  }),
  'serving.switched': defineEvent({
    topic: 'serving',
    version: 1,
    key: 'model_name',
    doc: 'A replica of inference has taken a rollout or version over (or could not): it is loaded, warmed and parity-checked.',
    schema: z.object({
      model_name: z.string(),
      /** The rollout sequence that is in force on the replica, or null for a staged version that was loaded. */
      sequence: z.number().int().nullable(),
      model_id: id,
      replica: id,
      outcome: z.enum(['ready', 'failed']),
      detail: z.string(),
    }),
  }),
  'prediction.made': defineEvent({
    topic: 'prediction',
    version: 1,
    key: 'batch_id',
    doc: 'A batch of answers that inference has given and logged.',
    schema: z.object({
      batch_id: id,
      predictions: z.array(
        z.object({
          prediction_id: id,
          model_id: id,
          model_name: z.string(),
          version: z.string(),
          at: z.iso.datetime(),
          features: json,
          prediction: z.union([z.string(), z.number(), z.boolean()]),
          probabilities: z.array(z.number()).nullable(),
          latency_ms: z.number(),
          user_id: z.string().nullable(),
        }),
      ),
      /** Requests that failed since the last batch, by model. */
      failures: z.array(z.object({ model_id: id, model_name: z.string(), count: z.number().int() })),
    }),
  }),
  'notes.received': defineEvent({
    topic: 'notes',
    version: 1,
    key: 'request_id',
    doc: 'Notes about clients that are to be scored, from whoever takes them down: inference answers with `notes.scored` of the same request_id. Publish it to score notes without asking over HTTP.',
    schema: notesReceivedSchema,
  }),
  'notes.scored': defineEvent({
    topic: 'notes',
    version: 1,
    key: 'request_id',
    doc: 'What came of `notes.received`: scores for each client and what was passed over, or why there are none.',
    schema: z.object({
      request_id: id,
      status: z.enum(['success', 'failed']),
      /** Present when it failed. */
      error: z.object({ code: z.string(), detail: z.string() }).optional(),
      ...z.object(notesScoredFields).partial().shape,
    }),
  }),
  'alert.raised': defineEvent({
    topic: 'alert',
    version: 1,
    key: 'model_name',
    doc: 'Monitoring found something that a person or a policy should act on.',
    schema: z.object({
      alert_id: id,
      model_id: id,
      model_name: z.string(),
      severity: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
      kind: z.enum(['data_drift', 'prediction_drift', 'concept_drift', 'performance_drift', 'error_rate', 'response_time', 'health']),
      message: z.string(),
      values: json,
      at: z.iso.datetime(),
    }),
  }),
  'retraining.requested': defineEvent({
    topic: 'retraining',
    version: 1,
    key: 'retraining_id',
    doc: 'A model should be trained again; the trainer stores a job for it.',
    schema: z.object({
      retraining_id: id,
      model_name: z.string(),
      /** The version in force, whose training configuration is used again and which the candidate must beat. */
      incumbent_model_id: id,
      training_job_id: id,
      /** The incumbent's files, for the comparison. */
      onnx_digest: digest,
      manifest_digest: digest,
      trigger: z.enum(['performance', 'drift', 'schedule', 'manual', 'labels']),
      reason: z.string(),
      /** Use this dataset instead of the incumbent's. */
      dataset_id: id.nullable(),
      /** JSON lines of recent rows with their actual outcome under the target's name, in time order; added to the training data. */
      recent_rows_digest: digest.nullable(),
      recent_rows: z.number().int(),
    }),
  }),
} as const;

export type EventType = keyof typeof eventCatalogue;
export type EventData<T extends EventType> = z.infer<(typeof eventCatalogue)[T]['schema']>;
export const eventTypes = Object.keys(eventCatalogue) as EventType[];
/** Every topic, once. */
export const topics: readonly string[] = [...new Set(eventTypes.map((type) => eventCatalogue[type].topic))];
