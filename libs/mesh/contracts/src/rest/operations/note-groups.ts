import { journeysMadeSchema, makeJourneysSchema, makeSegmentsSchema, segmentsMadeSchema } from '../note-groups.js';
import { derivationProblems } from './derivation-problems.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

const derivation = [...derivationProblems, 'learning.too_few_rows'] as const;

const profile = { clients: 212, share: 0.5248, all_share: 0.2195, lift: 2.39, p_value: 1.2e-51 };

export const noteGroupOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/notes/segments',
    tag: 'Notes',
    summary: 'Divide clients into segments by what their notes say',
    description:
      'k-means on the concepts that go together in notes; the number of segments of highest silhouette unless it is given. Labels of the clients have no part in it, profiles tell of them. `segments_of` puts new clients into segments made before.',
    access: 'trainer',
    body: json(makeSegmentsSchema, { clients_dataset_id: example.clients_dataset_id }),
    answer: answer(201, 'The dataset is made', segmentsMadeSchema, {
      status: 'success',
      dataset_id: example.segments_dataset_id,
      name: 'notes clients segments',
      clients: 2000,
      segments: [
        {
          segment: 1,
          name: 'gift buyers, keen to buy',
          words: ['404 clients (20 % of all), 5.3 notes and 24.1 concepts each.', '61 % bought (all: 45 %).'],
          clients: 404,
          share: 0.202,
          notes_per_client: 5.3,
          concepts_per_client: 24.1,
          concepts: [{ concept: 'intent.gift_intent', ...profile }],
          seldom: [],
          languages: [{ language: 'it', share: 0.24, all_share: 0.2 }],
          purchased: { ...profile, clients: 246, share: 0.61, all_share: 0.45, lift: 1.36 },
          stability: 0.82,
          exemplars: ['synthetic-00823'],
          assigned: 404,
        },
      ],
      silhouette: 0.189,
      stability: 0.66,
      curve: [{ segments: 6, silhouette: 0.189, davies_bouldin: 1.71, inertia: 921.4 }],
      labels: 'given',
    }),
    problems: [...derivation, 'notes.not_clients', 'learning.parameter_invalid'],
  },
  {
    route: 'POST /api/ml/notes/journeys',
    tag: 'Notes',
    summary: 'Tell where each client stands, how it came there, and how clients move between stages',
    description:
      'A random forest learns stages from the notes up to each day, and is judged on clients that it never saw. Stages come from a dataset of observed ones, or from rules, and are then marked as generated. What cannot be read is passed over and told in `skipped`; all else is done.',
    access: 'trainer',
    body: json(makeJourneysSchema, { notes_dataset_id: example.notes_dataset_id, as_of: '2026-06-30' }),
    answer: answer(201, 'The datasets are made', journeysMadeSchema, {
      status: 'success',
      dataset_id: example.journeys_dataset_id,
      history_dataset_id: example.stays_dataset_id,
      name: 'notes journeys',
      as_of: '2026-06-30',
      clients: 2000,
      untold: 0,
      origin: 'generated',
      stages: [{ stage: 'considering', clients: 167, share: 0.0835, stays: 1245, ended: 1078, median_days: 60 }],
      transitions: [{ from: 'considering', to: 'buying', count: 75, share: 0.07, median_days: 31 }],
      words: ['Considering: 167 now (8 %), half leave within 60 days; then buying 7 % (after 31 days).'],
      evaluation: {
        clients: 400,
        rows: 4081,
        accuracy: 0.96,
        majority: 0.31,
        balanced_accuracy: 0.94,
        f1: 0.95,
        classes: ['considering', 'buying'],
        confusion_matrix: [
          [120, 3],
          [5, 61],
        ],
      },
      skipped: [],
      skipped_counts: {},
    }),
    problems: [...derivation, 'dataset.column_not_found', 'notes.too_few', 'learning.target_constant'],
  },
];
