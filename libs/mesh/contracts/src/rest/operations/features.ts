import { z } from 'zod';
import { pageQuerySchema } from '../common.js';
import { featureViewSchema, onlineAnswerSchema, onlineRequestSchema, registerViewSchema } from '../features.js';
import { example } from './example.js';
import { answer, json, type Operation, query } from './operation.js';

const tag = 'Features';
const view = {
  view_id: example.view_id,
  name: 'clients',
  version: 1,
  dataset_id: example.dataset_id,
  entity_column: 'client_id',
  features: ['age', 'city'],
  timestamp_column: null,
  ttl_seconds: null,
  status: 'ready' as const,
  detail: '',
  rows_read: 1500,
  created_at: example.later,
};

export const featureOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/features/views',
    tag,
    summary: 'Register columns of a table as features of an entity; the same name again is its next version',
    access: 'trainer',
    body: json(registerViewSchema, {
      name: 'clients',
      dataset_id: example.dataset_id,
      entity_column: 'client_id',
      features: ['age', 'city'],
    }),
    answer: answer(201, 'The view; it is being loaded', featureViewSchema, { ...view, status: 'loading', rows_read: 0 }),
    problems: ['dataset.not_found', 'dataset.column_not_found', 'feature.view_invalid'],
  },
  {
    route: 'GET /api/ml/features/views',
    tag,
    summary: 'List every version of the feature views, the newest first',
    access: 'viewer',
    query: query(pageQuerySchema, { limit: '20' }),
    answer: answer(200, 'A page of them', z.array(featureViewSchema), [view]),
  },
  {
    route: 'POST /api/ml/features/online',
    tag,
    summary: 'Read features by the key of an entity',
    access: 'viewer',
    body: json(onlineRequestSchema, { view: 'clients', entities: ['C000000', 'nobody'], features: ['age'] }),
    answer: answer(200, 'The features, in the order of the entities; one that is not there is no error', onlineAnswerSchema, {
      view: 'clients',
      version: 1,
      results: [
        { entity: 'C000000', features: { age: { value: 31, status: 'PRESENT', timestamp: example.at } } },
        { entity: 'nobody', features: { age: { value: null, status: 'NOT_FOUND', timestamp: null } } },
      ],
    }),
    problems: ['feature.view_not_found', 'feature.view_not_ready', 'dataset.column_not_found'],
  },
];
