import {
  outcomesRecordedSchema,
  outcomesRequestSchema,
  predictedSchema,
  predictionRecordSchema,
  predictRequestSchema,
} from '../predictions.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

const { client_id: _identifier, ...columns } = example.features;
const serving = { model_id: example.model_id, model_name: 'churn', version: '1.0.0' };

export const predictionOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/models/predict',
    tag: 'Predictions',
    summary: 'Ask a model: one row in `features`, or up to 10,000 in `rows`',
    description:
      '`model_name` is what serves in production, `model_id` one version. Every column of the model must be there; null is a missing value.',
    access: 'viewer',
    body: json(predictRequestSchema, { model_name: 'churn', features: { ...example.features } }),
    answer: answer(200, 'The answers, in the order of the rows', predictedSchema, {
      status: 'success',
      ...serving,
      prediction: ['yes'],
      prediction_proba: [[0.21, 0.79]],
      prediction_id: [example.prediction_id],
      ignored_features: ['client_id'],
    }),
    problems: ['model.not_found', 'model.not_in_production', 'model.not_ready', 'prediction.input_invalid', 'storage.full'],
  },
  {
    route: 'GET /api/ml/predictions/{prediction_id}',
    tag: 'Predictions',
    summary: 'Show an answer as it was logged, about half a second after it was given',
    access: 'viewer',
    path: { prediction_id: example.prediction_id },
    answer: answer(200, 'The answer', predictionRecordSchema, {
      prediction_id: example.prediction_id,
      ...serving,
      at: example.later,
      features: columns,
      prediction: 'yes',
      prediction_proba: [0.21, 0.79],
      user_id: null,
    }),
    problems: ['prediction.not_found'],
  },
  {
    route: 'POST /api/ml/predictions/outcomes',
    tag: 'Predictions',
    summary: 'Say what really happened, by prediction id',
    description: 'In any order; before the prediction is heard of, too. The same again changes nothing; another value replaces it.',
    access: 'trainer',
    body: json(outcomesRequestSchema, { outcomes: [{ prediction_id: example.prediction_id, actual: 'yes' }] }),
    answer: answer(200, 'They are kept', outcomesRecordedSchema, { status: 'success', recorded: 1, waiting: 0 }),
  },
];
