import { z } from 'zod';
import { pageQuerySchema } from '../common.js';
import {
  algorithmsSchema,
  compareRequestSchema,
  comparisonSchema,
  jobAcceptedSchema,
  modelFileQuerySchema,
  trainingEndSchema,
  trainingJobSchema,
  trainingJobSummarySchema,
  trainingProgressSchema,
  trainRequestSchema,
} from '../training.js';
import { evaluationReportSchema, explainRequestSchema, explanationsSchema } from '../explanation.js';
import { example } from './example.js';
import { answer, json, type Operation, query } from './operation.js';

const task = { dataset_id: example.dataset_id, target_column: 'churned', task_type: 'classification' } as const;
const path = { job_id: example.job_id };
const refusals = [
  'dataset.not_found',
  'dataset.column_not_found',
  'learning.algorithm_unknown',
  'learning.task_unsupported',
  'learning.parameter_unknown',
  'learning.parameter_invalid',
  'learning.target_not_numeric',
] as const;
const events = `: progress of the job
retry: 1000

id: 1
event: progress
data: {"iteration":12,"total":100,"phase":"fitting","metrics":{"log_loss":0.41},"eta_seconds":3.5}

event: end
data: {"status":"completed"}

`;

export const trainingOperations: readonly Operation[] = [
  {
    route: 'GET /api/ml/algorithms',
    tag: 'Training',
    summary: 'List the algorithms with their tasks and hyper-parameters',
    access: 'viewer',
    answer: answer(200, 'The algorithms', algorithmsSchema, {
      algorithms: [
        {
          name: 'ridge',
          summary: 'Linear regression with an L2 penalty, solved exactly',
          tasks: ['regression'],
          handles_missing: false,
          handles_categories: false,
          parameters: { alpha: { type: 'number', default: 1, min: 0, doc: 'Strength of the L2 penalty; 0 is least squares.' } },
        },
      ],
    }),
  },
  {
    route: 'POST /api/ml/models/compare',
    tag: 'Training',
    summary: 'Compare algorithms by cross-validation, best first',
    access: 'trainer',
    body: json(compareRequestSchema, {
      ...task,
      models: ['logistic', { algorithm: 'lightgbm', hyperparameters: { num_leaves: 15 } }],
      cv: 2,
    }),
    answer: answer(200, 'Mean and standard deviation of the metric over the folds', comparisonSchema, {
      status: 'success',
      metric: 'roc_auc',
      comparison: [
        { model: 'lightgbm', hyperparameters: { num_leaves: 15 }, mean_score: 0.91, std_score: 0.02, scores: [0.93, 0.89], seconds: 0.61 },
        { model: 'logistic', mean_score: 0.9, std_score: 0.02, scores: [0.92, 0.88], seconds: 0.07 },
      ],
    }),
    problems: [
      ...refusals,
      'learning.too_few_rows',
      'learning.class_too_small',
      'learning.target_constant',
      'job.timed_out',
      'job.out_of_memory',
    ],
  },
  {
    route: 'POST /api/ml/models/train',
    tag: 'Training',
    summary: 'Train a model: stores a job and answers at once',
    description:
      'What the data are not fit for (too few rows, a constant target) ends the job as failed, with `error`. For clustering and anomaly_detection leave `target_column` out; `label_column` is only compared with what was found.',
    access: 'trainer',
    headers: {
      'Idempotency-Key': { description: 'The same key with the same body again is the same job', example: 'churn-of-november' },
    },
    body: json(trainRequestSchema, { ...task, algorithm: 'lightgbm', hyperparameters: { num_leaves: 15 }, test_size: 0.2 }),
    answer: answer(202, 'The job', jobAcceptedSchema, { status: 'pending', job_id: example.job_id, message: 'The training is queued.' }),
    problems: [...refusals, 'request.idempotency_conflict'],
  },
  {
    route: 'GET /api/ml/models/train',
    tag: 'Training',
    summary: 'List the training jobs, the newest first',
    access: 'viewer',
    query: query(pageQuerySchema, { limit: '20' }),
    answer: answer(200, 'A page of them', z.array(trainingJobSummarySchema), [
      { ...path, ...task, algorithm: 'lightgbm', status: 'completed', created_at: example.at, completed_at: example.later },
    ]),
  },
  {
    route: 'GET /api/ml/models/train/{job_id}',
    tag: 'Training',
    summary: 'Show a training job and its results',
    access: 'viewer',
    path,
    answer: answer(200, 'The job; `results` once it is completed, `error` when it failed', trainingJobSchema, {
      ...path,
      status: 'completed',
      created_at: example.at,
      completed_at: example.later,
      results: {
        evaluation: {
          ...example.metrics,
          confusion_matrix: [
            [148, 25],
            [22, 105],
          ],
        },
        training_history: [{ iteration: 1, total: 100, metrics: {} }],
        training_summary: { algorithm: 'lightgbm', classes: ['no', 'yes'] },
        feature_importance: [{ feature: 'visits', importance: 0.62 }],
      },
    }),
    problems: ['job.not_found'],
  },
  {
    route: 'GET /api/ml/models/train/{job_id}/report',
    tag: 'Training',
    summary: 'Show what is known of a trained model on its test rows',
    description:
      'Metrics with intervals, curves, a threshold, the slices where it errs most, rows to look at. `atelier evaluate` draws it.',
    access: 'viewer',
    path,
    answer: answer(200, 'The report', evaluationReportSchema, {
      format: 1,
      task: 'classification',
      rows: 300,
      metrics: { task: 'classification', accuracy: 0.84 },
      intervals: { accuracy: { value: 0.84, low: 0.8, high: 0.88 } },
      slices: [{ description: 'visits ≤ 4 and tier = silver', rows: 31, error: 0.35, overall_error: 0.16 }],
      examples: { task: 'classification', most_uncertain: [{ row: 17 }] },
      importance: [{ name: 'visits', importance: 0.62 }],
    }),
    problems: ['job.not_found', 'job.not_completed', 'job.not_reported'],
  },
  {
    route: 'POST /api/ml/models/train/{job_id}/explain',
    tag: 'Training',
    summary: 'Explain answers of a trained model: what each column added',
    description:
      'Shapley values by raw column: exact for trees, linear models and few columns, else from sampled column orders. A column that a row leaves out is missing.',
    access: 'viewer',
    path,
    body: json(explainRequestSchema, { rows: [example.features] }),
    answer: answer(200, 'One explanation for each row', explanationsSchema, {
      ...path,
      method: 'tree_path_dependent',
      space: 'score',
      explanations: [
        {
          prediction: 'yes',
          probabilities: [0.2, 0.8],
          explained_class: 'yes',
          base: -0.7,
          output: 1.39,
          contributions: [
            { feature: 'visits', value: 3, contribution: 1.6 },
            { feature: 'tier', value: 'gold', contribution: 0.49 },
          ],
        },
      ],
    }),
    problems: [
      'job.not_found',
      'job.not_completed',
      'job.not_reported',
      'learning.value_invalid',
      'learning.task_unsupported',
      'job.timed_out',
      'job.out_of_memory',
    ],
  },
  {
    route: 'GET /api/ml/models/train/{job_id}/model',
    tag: 'Training',
    summary: 'Take a trained model away as a file',
    description:
      'ONNX with all preparation inside, for any runtime; or what XGBoost and LightGBM load themselves: boosted trees, whose columns are those that preparation makes.',
    access: 'viewer',
    path,
    query: query(modelFileQuerySchema, { format: 'lightgbm' }),
    answer: {
      status: 200,
      description: 'The file',
      content: { type: 'application/octet-stream', schema: z.string(), example: 'tree\nversion=v4\n' },
    },
    problems: [
      'job.not_found',
      'job.not_completed',
      'job.not_reported',
      'learning.model_invalid',
      'learning.task_unsupported',
      'job.timed_out',
      'job.out_of_memory',
    ],
  },
  {
    route: 'GET /api/ml/models/train/{job_id}/events',
    tag: 'Training',
    summary: 'Follow a training job live, as server-sent events',
    description:
      '`progress` events with growing ids, then one `end`; `x-events` has the schema of the data of each. A reader that lost the connection asks again with `Last-Event-ID` and gets on where it was.',
    access: 'viewer',
    path,
    headers: { 'Last-Event-ID': { description: 'The id of the last event that was read', example: '0' } },
    answer: {
      status: 200,
      description: 'The stream; it ends with the job',
      content: {
        type: 'text/event-stream',
        schema: z.string(),
        example: events,
        events: { progress: trainingProgressSchema, end: trainingEndSchema },
      },
    },
    problems: ['job.not_found'],
  },
  {
    route: 'DELETE /api/ml/models/train/{job_id}',
    tag: 'Training',
    summary: 'Cancel a training job',
    access: 'trainer',
    path,
    answer: answer(202, 'It ends within a second', jobAcceptedSchema, {
      status: 'cancelling',
      job_id: example.job_id,
      message: 'The job ends within a second.',
    }),
    problems: ['job.not_found', 'job.already_ended'],
  },
];
