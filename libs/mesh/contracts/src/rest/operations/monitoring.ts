import {
  alertsSchema,
  modelHealthSchema,
  monitoringPolicySchema,
  ofModelQuerySchema,
  policyInForceSchema,
  retrainingSchema,
  retrainingsSchema,
  retrainRequestSchema,
} from '../monitoring.js';
import { example } from './example.js';
import { answer, json, type Operation, query } from './operation.js';

const tag = 'Monitoring';
const name = { model_name: 'churn' };
const model = { model_id: example.model_id, ...name };
const component = (score: number, value: number, weight: number) => ({ score, value, weight });
const drift = {
  feature: 'visits',
  psi: 1.38,
  ks: 0.58,
  p_value: 0.0001,
  missing_rate: 0,
  unseen_rate: 0.12,
  drifted: true,
  importance: 0.62,
};
const policy = {
  accuracy_drop: 0.05,
  error_rate: 0.1,
  response_time_ms: 5000,
  drift_score: 0.1,
  window_predictions: 200,
  window_outcomes: 100,
  alert_cooldown_seconds: 3600,
  retrain_on: ['performance' as const],
  retrain_cooldown_seconds: 3600,
};
const retraining = {
  retraining_id: example.retraining_id,
  ...name,
  incumbent_model_id: example.model_id,
  trigger: 'manual',
  reason: 'a new season',
  status: 'requested' as const,
  job_id: null,
  candidate_model_id: null,
  comparison: null,
  requested_at: example.later,
  ended_at: null,
};

export const monitoringOperations: readonly Operation[] = [
  {
    route: 'GET /api/ml/monitoring/models/{model_id}/health',
    tag,
    summary: 'Health, drift and performance of a version',
    access: 'viewer',
    path: { model_id: example.model_id },
    answer: answer(200, 'Over the current window, against training', modelHealthSchema, {
      ...model,
      version: '1.0.0',
      health_score: 58.7,
      components: {
        accuracy: component(0, 0.146, 0.35),
        error_rate: component(100, 0, 0.2),
        response_time: component(99.9, 4.6, 0.15),
        feature_stability: component(68.8, 0.14, 0.2),
        volume: component(100, 680, 0.1),
      },
      predictions: 680,
      outcomes: 678,
      performance: { metric: 'accuracy', baseline: 0.866, current: 0.72, drop: 0.146, rows: 175, high: 0.789 },
      prediction_drift: { ...drift, feature: 'prediction', importance: null },
      features: [drift],
      window: { predictions: 341, from: example.at, to: example.later },
    }),
    problems: ['model.not_found'],
  },
  {
    route: 'GET /api/ml/monitoring/models/{model_name}/policy',
    tag,
    summary: 'Show the thresholds by which a model is judged',
    access: 'viewer',
    path: name,
    answer: answer(200, 'The policy', policyInForceSchema, policy),
    problems: ['model.not_found'],
  },
  {
    route: 'PUT /api/ml/monitoring/models/{model_name}/policy',
    tag,
    summary: 'Replace the policy; what is left out has its default',
    access: 'deployer',
    path: name,
    body: json(monitoringPolicySchema, { accuracy_drop: 0.03, window_predictions: 500 }),
    answer: answer(200, 'The policy as it is now', policyInForceSchema, {
      ...policy,
      accuracy_drop: 0.03,
      window_predictions: 500,
    }),
    problems: ['model.not_found'],
  },
  {
    route: 'GET /api/ml/monitoring/alerts',
    tag,
    summary: 'What monitoring found, the newest first',
    access: 'viewer',
    query: query(ofModelQuerySchema, name),
    answer: answer(200, 'The alerts', alertsSchema, {
      alerts: [
        {
          alert_id: example.alert_id,
          ...model,
          severity: 'CRITICAL',
          kind: 'performance_drift',
          message: 'The accuracy of churn 1.0.0 fell from 0.866 to 0.720 over the last 175 outcomes.',
          values: { metric: 'accuracy', baseline: 0.866, current: 0.72 },
          at: example.later,
          repeats: 0,
        },
      ],
    }),
  },
  {
    route: 'POST /api/ml/models/{model_name}/retrain',
    tag,
    summary: 'Train the version in production again, on its data and what was learned since',
    access: 'trainer',
    path: name,
    body: json(retrainRequestSchema, { reason: 'a new season' }),
    answer: answer(202, 'It is queued; it replaces the version in production if it is better', retrainingSchema, retraining),
    problems: ['model.not_in_production', 'retraining.queue_full'],
  },
  {
    route: 'GET /api/ml/retrainings',
    tag,
    summary: 'The queue of retrainings and what became of them, the newest first',
    access: 'viewer',
    query: query(ofModelQuerySchema, name),
    answer: answer(200, 'The retrainings', retrainingsSchema, { retrainings: [retraining] }),
  },
  {
    route: 'GET /api/ml/retrainings/{retraining_id}',
    tag,
    summary: 'Show a retraining',
    access: 'viewer',
    path: { retraining_id: example.retraining_id },
    answer: answer(200, 'The retraining', retrainingSchema, {
      ...retraining,
      status: 'promoted',
      job_id: example.job_id,
      candidate_model_id: example.model_id,
      comparison: { metric: 'accuracy', candidate: 0.889, incumbent: 0.657, rows: 108 },
      ended_at: example.later,
    }),
    problems: ['retraining.not_found'],
  },
];
