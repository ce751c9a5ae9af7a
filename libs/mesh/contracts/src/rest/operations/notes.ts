import {
  clientFeaturesMadeSchema,
  clientsMadeSchema,
  clientTrainingsSchema,
  makeClientFeaturesSchema,
  makeClientsSchema,
  notesPredictedSchema,
  predictNotesSchema,
  trainClientModelsSchema,
} from '../notes.js';
import { derivationProblems } from './derivation-problems.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

export const noteOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/notes/clients',
    tag: 'Notes',
    summary: 'Make a dataset of clients out of their notes: a row a client',
    description:
      'The notes of a client become one text, in the order of their dates. Labels come from a dataset of their own, or from rules (`generate_labels`), and are then marked as generated. What cannot be read is passed over and told in `skipped`; all else is done.',
    access: 'trainer',
    body: json(makeClientsSchema, { notes_dataset_id: example.notes_dataset_id, labels_dataset_id: example.labels_dataset_id }),
    answer: answer(201, 'The dataset is made', clientsMadeSchema, {
      status: 'success',
      dataset_id: example.clients_dataset_id,
      name: 'notes clients',
      clients: 2000,
      notes: 9941,
      labels: 'given',
      label_columns: ['purchased', 'churned', 'lifetime_value'],
      labelled_clients: 2000,
      skipped: [
        { file: 'notes', row: 17, field: 'text', reason: 'notes.text_empty', message: 'A note is empty. The note was passed over.' },
      ],
      skipped_counts: { 'notes.text_empty': 1 },
    }),
    problems: [...derivationProblems, 'dataset.column_not_found', 'notes.too_few', 'notes.column_conflict', 'notes.labels_missing'],
  },
  {
    route: 'POST /api/ml/notes/features',
    tag: 'Notes',
    summary: 'Make the columns of a preset for every client, as a dataset',
    description:
      'For feature views, or to learn from elsewhere. Words and pairs are learned from all clients of the dataset (or taken from `encoding_of`, so that new clients get the same columns). To judge a model fairly, use POST /api/ml/notes/train, which learns them from the training clients alone.',
    access: 'trainer',
    body: json(makeClientFeaturesSchema, { clients_dataset_id: example.clients_dataset_id, preset: 'fast' }),
    answer: answer(201, 'The dataset is made', clientFeaturesMadeSchema, {
      status: 'success',
      dataset_id: example.client_features_dataset_id,
      name: 'notes clients features fast',
      preset: 'fast',
      clients: 2000,
      columns: 506,
    }),
    problems: [...derivationProblems, 'notes.not_clients'],
  },
  {
    route: 'POST /api/ml/notes/train',
    tag: 'Notes',
    summary: 'Train models of clients from their notes: a job for each target',
    description:
      'fast (maximum_speed): a random forest on 506 columns; elite (balanced): the vote of random forest, gradient boosting and logistic or ridge on 868; full (maximum_accuracy): the vote of five on 1,940. The jobs are ordinary ones, with their progress, reports, deployment and rollouts. Words, pairs and scales are learned from the training clients alone.',
    access: 'trainer',
    headers: {
      'Idempotency-Key': { description: 'The same key and body again are the same jobs', example: 'clients-2026-11-21' },
    },
    body: json(trainClientModelsSchema, { clients_dataset_id: example.clients_dataset_id, preset: 'fast', targets: ['purchased'] }),
    answer: answer(202, 'The jobs are queued', clientTrainingsSchema, {
      status: 'accepted',
      preset: 'fast',
      jobs: [{ target: 'purchased', task_type: 'classification', algorithm: 'random_forest', job_id: example.job_id }],
      message: 'Follow each job at /api/ml/models/train/{job_id}.',
    }),
    problems: ['dataset.not_found', 'notes.not_clients', 'notes.labels_missing', 'request.idempotency_conflict'],
  },
  {
    route: 'POST /api/ml/notes/predict',
    tag: 'Notes',
    summary: 'Score clients by their notes, each by several models',
    description:
      'Up to 100,000 notes (or lists of concepts) in a body of the usual size; a client’s notes need not stand together. Each answer is logged as any prediction is, for outcomes, drift and health; `keep_text: false` leaves the text out of the log. What cannot be read is told in `skipped`.',
    access: 'viewer',
    body: json(predictNotesSchema, {
      notes: [
        {
          client_id: 'S000007',
          date: '2026-11-20',
          language: 'en',
          text: 'Second visit this month. Wants a gift for her sister, no budget limit.',
        },
        { client_id: 'S000007', date: '2026-11-21', language: 'fr', text: 'Très intéressée par la collection de montres.' },
        { client_id: 'S000008', text: '' },
      ],
      models: { purchase: 'purchased' },
    }),
    answer: answer(200, 'The scores, client by client', notesPredictedSchema, {
      status: 'success',
      models: { purchase: { model_id: example.model_id, model_name: 'purchased', version: '1.0.0', classes: [false, true] } },
      predictions: [
        {
          client_id: 'S000007',
          notes: 2,
          scores: { purchase: { prediction: true, probability: 0.83, prediction_id: example.prediction_id } },
        },
      ],
      skipped: [
        { file: 'notes', row: 2, field: 'text', reason: 'notes.text_empty', message: 'A note is empty. The note was passed over.' },
      ],
      skipped_counts: { 'notes.text_empty': 1 },
    }),
    problems: ['model.not_found', 'model.not_in_production', 'model.not_ready', 'notes.model_unfit', 'storage.full'],
  },
];
