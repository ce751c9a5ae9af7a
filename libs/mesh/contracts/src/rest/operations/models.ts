import {
  deployedModelsSchema,
  deployedQuerySchema,
  deployRequestSchema,
  modelChangedSchema,
  modelDetailSchema,
  rollbackQuerySchema,
  stageChangeQuerySchema,
} from '../models.js';
import { example } from './example.js';
import { answer, json, type Operation, query } from './operation.js';

const path = { model_id: example.model_id };
const metrics = {
  ...example.metrics,
  confusion_matrix: [
    [148, 25],
    [22, 105],
  ],
};
const deployed = {
  ...path,
  name: 'churn',
  version: '1.0.0',
  algorithm: 'lightgbm',
  status: 'production',
  created_at: example.later,
  metrics,
} as const;
const changed = (message: string) => ({ status: 'success', ...path, version: '1.0.0', message });

export const modelOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/models/deploy',
    tag: 'Models',
    summary: 'Make a version of a named model from a completed training job',
    description: 'The version is given from evidence unless one is named. Answered once inference has loaded it, or after ten seconds.',
    access: 'deployer',
    body: json(deployRequestSchema, {
      training_job_id: example.job_id,
      model_name: 'churn',
      description: 'Who leaves within three months',
      tags: ['shop'],
    }),
    answer: answer(201, 'The version', modelChangedSchema, changed('churn 1.0.0 is staged and loaded.')),
    problems: [
      'job.not_found',
      'job.not_completed',
      'model.name_invalid',
      'model.version_invalid',
      'model.version_taken',
      'model.uncertified',
      'model.warming_failed',
    ],
  },
  {
    route: 'GET /api/ml/models/deployed',
    tag: 'Models',
    summary: 'List the versions',
    access: 'viewer',
    query: query(deployedQuerySchema, { name: 'churn' }),
    answer: answer(200, 'The versions, the newest first', deployedModelsSchema, { status: 'success', models: [deployed] }),
  },
  {
    route: 'GET /api/ml/models/{model_id}',
    tag: 'Models',
    summary: 'Show a version: metrics, certificate, lineage, history',
    access: 'viewer',
    path,
    answer: answer(200, 'The version', modelDetailSchema, {
      ...deployed,
      description: 'Who leaves within three months',
      tags: ['shop'],
      task_type: 'classification',
      target_column: 'churned',
      classes: ['no', 'yes'],
      hyperparameters: { num_leaves: 15 },
      certificate: { rows: 300, largest_error: 3.3e-8, labels_equal: true },
      serving: { outcome: 'ready', detail: '' },
      lineage: {
        dataset_id: example.dataset_id,
        data_digest: example.digest,
        training_job_id: example.job_id,
        imported: null,
        parent: null,
        retraining_id: null,
        onnx_digest: example.digest,
        manifest_digest: example.digest,
        signature_digest: example.digest,
      },
      history: [{ from: 'training', to: 'staged', who: `key/${example.key_id}`, reason: 'Deployed.', at: example.later }],
    }),
    problems: ['model.not_found'],
  },
  {
    route: 'POST /api/ml/models/{model_id}/promote',
    tag: 'Models',
    summary: 'Serve a version in production; the one before is archived',
    access: 'deployer',
    path,
    query: query(stageChangeQuerySchema, { reason: 'better on the test part' }),
    answer: answer(200, 'Inference serves it', modelChangedSchema, changed('churn 1.0.0 serves in production.')),
    problems: ['model.not_found', 'model.stage_conflict', 'model.warming_failed'],
  },
  {
    route: 'POST /api/ml/models/{model_id}/demote',
    tag: 'Models',
    summary: 'Take a version a stage back',
    access: 'deployer',
    path,
    query: query(stageChangeQuerySchema, { reason: 'to be looked at' }),
    answer: answer(200, 'It is in the stage before', modelChangedSchema, changed('churn 1.0.0 is staged now.')),
    problems: ['model.not_found', 'model.stage_conflict'],
  },
  {
    route: 'POST /api/ml/models/{model_name}/rollback',
    tag: 'Models',
    summary: 'Serve the version that served before, or the one named',
    access: 'deployer',
    path: { model_name: 'churn' },
    query: query(rollbackQuerySchema, { to_version: '1.0.0' }),
    answer: answer(200, 'Inference serves it', modelChangedSchema, changed('churn 1.0.0 serves in production.')),
    problems: ['model.not_found', 'model.no_previous_version', 'model.stage_conflict', 'model.warming_failed'],
  },
];
