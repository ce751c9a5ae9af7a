import { z } from 'zod';
import { type Answer, cellSchema, labelSchema, timeSchema } from './common.js';
import { temporalPlanSchema } from './temporal.js';

const column = z.string().min(1).max(1000);
const viewName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'Use letters, digits, dots, dashes and underscores.');

const typeSchema = z.enum(['integer', 'float', 'boolean', 'datetime', 'text']);
const version = z.number().int().min(1).max(2_147_483_647);
const joinKeySchema = z.strictObject({ name: column, type: z.enum(['integer', 'text']) });
const fieldSchema = z.strictObject({ name: column, type: typeSchema });

/** POST /api/ml/features/entities: what features are about, and by which columns it is known. */
export const registerEntitySchema = z
  .strictObject({
    name: viewName,
    join_keys: z.array(joinKeySchema).min(1).max(10),
    description: z.string().max(1000).optional(),
  })
  .meta({ id: 'RegisterEntity' });
export type RegisterEntity = z.infer<typeof registerEntitySchema>;

export const entitySchema = z
  .object({ name: z.string(), join_keys: z.array(joinKeySchema), description: z.string(), created_at: timeSchema })
  .meta({ id: 'FeatureEntity' });
export type EntityAnswer = Answer<typeof entitySchema>;

/** POST /api/ml/features/views */
export const registerViewSchema = z
  .strictObject({
    name: viewName,
    kind: z
      .enum(['batch', 'stream', 'on_demand', 'temporal'])
      .optional()
      .describe(
        'batch: columns of a dataset (the default); stream: rows that are pushed; on_demand: computed from others; temporal: the past of each id, by a plan, from a dataset and pushed rows',
      ),
    dataset_id: z.string().min(1).max(100).optional(),
    /** The key column of a view of a dataset without a registered entity. */
    entity_column: column.optional(),
    entity: viewName.optional().describe('A registered entity; its join keys are columns of the dataset'),
    /** All columns but the keys and the times if left out. */
    features: z.array(column).min(1).max(1000).optional(),
    schema: z.array(fieldSchema).min(1).max(1000).optional().describe('The features of a stream view, with their types'),
    timestamp_column: column.optional().describe('When a row was true (event time)'),
    known_at_column: column.optional().describe('Since when a row was known; training never sees it before'),
    ttl_seconds: z.number().int().min(1).max(2_147_483_647).optional(),
    materialize: z.boolean().optional().describe('Fill the online table at once; true if left out'),
    inputs: z
      .array(z.strictObject({ view: viewName, version: version.optional() }))
      .max(20)
      .optional()
      .describe('The views whose features an on-demand view reads'),
    request: z.array(fieldSchema).max(100).optional().describe('Columns that come with the request, or with the labels'),
    expressions: z.record(column, z.string().min(1).max(4000)).optional().describe('Feature of an on-demand view: how it is computed'),
    plan: temporalPlanSchema.optional().describe('Of a temporal view; its id_column is the join key'),
  })
  .meta({ id: 'RegisterFeatureView' });
export type RegisterView = z.infer<typeof registerViewSchema>;

/** POST /api/ml/features/online */
export const onlineRequestSchema = z
  .strictObject({
    view: viewName,
    /** The latest that is ready if left out. */
    version: z.number().int().min(1).optional(),
    entities: z
      .array(z.union([z.string().max(1000), z.number(), z.boolean()]))
      .min(1)
      .max(1000),
    features: z.array(column).min(1).max(1000).optional(),
    date: timeSchema.optional().describe('Of a temporal view: the date whose features are asked for; now if left out'),
  })
  .meta({ id: 'OnlineFeatures' });
export type OnlineRequest = z.infer<typeof onlineRequestSchema>;

export const featureViewSchema = z
  .object({
    view_id: z.string(),
    name: z.string(),
    version: z.number().int(),
    kind: z.enum(['batch', 'stream', 'on_demand', 'temporal']),
    dataset_id: z.string().nullable().describe('Of a batch or temporal view'),
    entity: z.string().nullable(),
    entity_column: z.string().nullable().describe('The first join key; null for an on-demand view'),
    join_keys: z.array(joinKeySchema),
    features: z.array(z.string()),
    schema: z.array(fieldSchema),
    timestamp_column: z.string().nullable(),
    known_at_column: z.string().nullable(),
    plan: z.record(z.string(), z.unknown()).nullable().describe('Of a temporal view, with every default filled in'),
    ttl_seconds: z.number().int().nullable(),
    status: z.enum(['loading', 'ready', 'failed']),
    detail: z.string(),
    rows_read: z.number().int(),
    materialized_until: timeSchema.nullable().describe('Rows up to this event time are in the online table'),
    created_at: timeSchema,
  })
  .meta({ id: 'FeatureView' });
export type FeatureViewAnswer = Answer<typeof featureViewSchema>;

export const onlineValueSchema = z
  .object({
    value: cellSchema,
    /** Feast's names: there; there but null; no such entity; there but older than the view's ttl. */
    status: z.enum(['PRESENT', 'NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE']),
    timestamp: z.string().nullable().describe('When the value was true; null if it is not there'),
  })
  .meta({ id: 'OnlineValue' });
export type OnlineValue = Answer<typeof onlineValueSchema>;

/** `results` are in the order of the entities asked for. */
export const onlineAnswerSchema = z
  .object({
    view: z.string(),
    version: z.number().int(),
    results: z.array(z.object({ entity: labelSchema, features: z.record(z.string(), onlineValueSchema) })),
  })
  .meta({ id: 'OnlineAnswer' });
export type OnlineAnswer = Answer<typeof onlineAnswerSchema>;

/** POST /api/ml/features/views/{name}/datasets */
export const addDatasetSchema = z
  .strictObject({ dataset_id: z.string().min(1).max(100), version: version.optional() })
  .meta({ id: 'AddDatasetToView' });
export type AddDataset = z.infer<typeof addDatasetSchema>;

/** POST /api/ml/features/services: the same features again are the same version. */
export const registerServiceSchema = z
  .strictObject({
    name: viewName,
    features: z
      .array(
        z.strictObject({
          view: viewName,
          version: version.optional().describe('The latest if left out; the service keeps the one it is registered with'),
          features: z.array(column).min(1).max(1000).optional(),
        }),
      )
      .min(1)
      .max(100),
    full_feature_names: z.boolean().default(false).describe('Call features VIEW__FEATURE'),
  })
  .meta({ id: 'RegisterFeatureService' });
export type RegisterService = z.infer<typeof registerServiceSchema>;

export const featureServiceSchema = z
  .object({
    name: z.string(),
    version: z.number().int(),
    join_keys: z.array(joinKeySchema),
    request: z.array(fieldSchema).describe('Columns that must come with a request, or with the labels'),
    features: z.array(z.object({ name: z.string(), type: typeSchema, view: z.string(), version: z.number().int(), feature: z.string() })),
    created_at: timeSchema,
  })
  .meta({ id: 'FeatureService' });
export type FeatureServiceAnswer = Answer<typeof featureServiceSchema>;

/** POST /api/ml/features/training-sets */
export const buildTrainingSetSchema = z
  .strictObject({
    dataset_id: z.string().min(1).max(100).describe('The labels: join keys, a time, the target'),
    service: viewName,
    version: version.optional(),
    timestamp_column: column.describe('When each label was asked: nothing that became true or known later is joined to it'),
    target_column: column.optional(),
    as_of: timeSchema.optional().describe('Nothing that became known later is there at all; now if left out'),
    name: z.string().min(1).max(200).optional(),
  })
  .meta({ id: 'BuildTrainingSet' });
export type BuildTrainingSet = z.infer<typeof buildTrainingSetSchema>;

const leakReportSchema = z.object({
  views: z.array(
    z.object({
      view: z.string(),
      version: z.number().int(),
      labels: z.number().int().describe('Labels that were looked at'),
      latest_row_is_later: z.number().int().describe("Labels for which the entity's latest row is of a time after the label"),
      row_was_not_known: z.number().int().nullable().describe('Labels for which the row of the latest event time became known later'),
      rows_without_known_at: z.number().int().describe('They are never used'),
      known_at_is_missing: z.boolean().describe('Rows count as known when they were true: late arrivals cannot be told'),
    }),
  ),
  suspicious: z.array(z.object({ feature: z.string(), explains: z.number().describe('Share of the target that the feature alone tells') })),
});
export type LeakReport = Answer<typeof leakReportSchema>;

export const trainingSetSchema = z
  .object({
    training_set_id: z.string(),
    name: z.string(),
    status: z.enum(['pending', 'running', 'completed', 'failed']),
    labels_dataset_id: z.string(),
    service: z.string(),
    version: z.number().int(),
    timestamp_column: z.string(),
    target_column: z.string().nullable(),
    as_of: timeSchema,
    hash: z.string().nullable().describe('Of all that goes in: the digests of labels and histories, the service, the time as of'),
    parquet_digest: z.string().nullable(),
    dataset_id: z.string().nullable().describe('The dataset that it becomes'),
    rows: z.number().int().nullable(),
    features: z.array(z.object({ name: z.string(), missing: z.number().int() })).nullable(),
    leaks: leakReportSchema.nullable(),
    rebuild_of: z.string().nullable(),
    identical: z.boolean().nullable().describe('Of one that was built again: whether it has the same bytes'),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    created_at: timeSchema,
    completed_at: timeSchema.nullable(),
  })
  .meta({ id: 'TrainingSet' });
export type TrainingSetAnswer = Answer<typeof trainingSetSchema>;

/** POST /api/ml/features/get-online-features, as Feast's feature server takes it. */
export const feastOnlineRequestSchema = z
  .strictObject({
    entities: z.record(column, z.array(cellSchema).max(1000)),
    features: z.array(z.string().min(3).max(2000)).max(1000).default([]).describe('VIEW:FEATURE'),
    feature_service: viewName.nullable().optional(),
    feature_service_version: version.optional(),
    full_feature_names: z.boolean().default(false),
    include_feature_view_version_metadata: z.boolean().default(false),
  })
  .meta({ id: 'FeastOnlineRequest' });
export type FeastOnlineRequest = z.infer<typeof feastOnlineRequestSchema>;

/** Feast's answer: one result for each name, with a value for each entity. */
export const feastOnlineAnswerSchema = z
  .object({
    metadata: z.object({
      feature_names: z.array(z.string()),
      feature_view_metadata: z.array(z.object({ name: z.string(), version: z.number().int() })).optional(),
    }),
    results: z.array(
      z.object({
        values: z.array(cellSchema),
        statuses: z.array(z.enum(['PRESENT', 'NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE'])),
        event_timestamps: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'FeastOnlineAnswer' });
export type FeastOnlineAnswer = Answer<typeof feastOnlineAnswerSchema>;

/** POST /api/ml/features/push: Feast's shape; the push source is the view. */
export const pushRequestSchema = z
  .strictObject({
    push_source_name: viewName.describe('The view'),
    version: version.optional().describe('The latest if left out'),
    df: z.record(column, z.array(cellSchema).min(1).max(10_000)).describe('Column name: its values'),
    to: z.enum(['online', 'offline', 'online_and_offline']).default('online_and_offline'),
    allow_registry_cache: z.boolean().optional(),
    transform_on_write: z.boolean().optional(),
  })
  .meta({ id: 'PushFeatures' });
export type PushRequest = z.infer<typeof pushRequestSchema>;

export const pushedSchema = z
  .object({ status: z.string(), view: z.string(), version: z.number().int(), rows: z.number().int() })
  .meta({ id: 'Pushed' });
export type Pushed = Answer<typeof pushedSchema>;

const instant = z.iso.datetime({ offset: true, message: 'Give a time with its zone, such as 2026-11-21T12:00:00Z.' });

/** POST /api/ml/features/materialize */
export const materializeRequestSchema = z
  .strictObject({
    start_ts: instant,
    end_ts: instant,
    feature_views: z.array(viewName).min(1).max(100).nullable().optional().describe('All batch views if left out'),
    version: version.optional(),
    disable_event_timestamp: z.literal(false).optional(),
    full_feature_names: z.boolean().optional(),
  })
  .meta({ id: 'Materialize' });
export type MaterializeRequest = z.infer<typeof materializeRequestSchema>;

/** POST /api/ml/features/materialize-incremental: from where each view's last one ended. */
export const materializeIncrementalSchema = z
  .strictObject({
    end_ts: instant,
    feature_views: z.array(viewName).min(1).max(100).nullable().optional(),
    version: version.optional(),
    full_feature_names: z.boolean().optional(),
  })
  .meta({ id: 'MaterializeIncremental' });
export type MaterializeIncremental = z.infer<typeof materializeIncrementalSchema>;

export const materializationSchema = z
  .object({
    materialization_id: z.string(),
    view: z.string(),
    version: z.number().int(),
    from: timeSchema.nullable(),
    until: timeSchema.nullable(),
    status: z.enum(['pending', 'running', 'completed', 'failed']),
    rows_read: z.number().int(),
    detail: z.string(),
    created_at: timeSchema,
    completed_at: timeSchema.nullable(),
  })
  .meta({ id: 'Materialization' });
export type MaterializationAnswer = Answer<typeof materializationSchema>;

export const materializationsSchema = z
  .object({ status: z.string(), materializations: z.array(materializationSchema) })
  .meta({ id: 'Materializations' });
export type MaterializationsAnswer = Answer<typeof materializationsSchema>;

/** GET /api/ml/features/views/{name}/statistics */
export const statisticsQuerySchema = z.strictObject({
  version: z.coerce.number().int().min(1).optional(),
  from: z.iso.date().optional().describe('The first day'),
  to: z.iso.date().optional().describe('The last day'),
});
export type StatisticsQuery = z.infer<typeof statisticsQuerySchema>;

export const featureStatisticsSchema = z
  .object({
    view: z.string(),
    version: z.number().int(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    days: z.number().int().describe('Days with rows'),
    rows: z.number().int(),
    features: z.array(
      z.object({
        name: z.string(),
        count: z.number().int(),
        missing: z.number().int(),
        mean: z.number().nullable().optional(),
        std: z.number().nullable().optional(),
        min: z.number().nullable().optional(),
        max: z.number().nullable().optional(),
        quantiles: z.record(z.string(), z.number()).optional(),
        distinct: z.number().optional().describe('Exact while few, else estimated within 3.3 %'),
        top_values: z.array(z.object({ value: z.string(), count: z.number() })).optional(),
      }),
    ),
  })
  .meta({ id: 'FeatureStatistics' });
export type FeatureStatistics = Answer<typeof featureStatisticsSchema>;

/** GET /api/ml/features/services/{name} */
export const serviceQuerySchema = z.strictObject({ version: z.coerce.number().int().min(1).max(2_147_483_647).optional() });

/** DELETE /api/ml/features/services/{name} */
export const deleteServiceQuerySchema = serviceQuerySchema.extend({
  force: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('Also where training sets were built from it: models trained from those cannot complete requests any more'),
});

/** What was deleted: a version, or all of them. */
export const featuresDeletedSchema = z
  .object({ kind: z.enum(['view', 'service']), name: z.string(), versions: z.array(z.number().int()) })
  .meta({ id: 'FeaturesDeleted' });
export type FeaturesDeleted = Answer<typeof featuresDeletedSchema>;
