import { clientFeaturesMadeSchema, clientsMadeSchema, makeClientFeaturesSchema, makeClientsSchema } from '../notes.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

const derivation = [
  'dataset.not_found',
  'dataset.name_invalid',
  'artifact.unavailable',
  'sandbox.timed_out',
  'sandbox.crashed',
  'sandbox.out_of_memory',
  'storage.full',
] as const;

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
    problems: [...derivation, 'dataset.column_not_found', 'notes.too_few', 'notes.column_conflict', 'notes.labels_missing'],
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
    problems: [...derivation, 'notes.not_clients'],
  },
];
