import { z } from 'zod';
import { createdKeySchema, createKeySchema, keySchema } from '../keys.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

const key = {
  key_id: example.key_id,
  name: 'ci',
  role: 'trainer' as const,
  project: 'default',
  prefix: 'atl_pqP5KJwp',
  created_at: example.at,
  expires_at: '2100-01-01T00:00:00.000Z',
  revoked_at: null,
  last_used_at: null,
};

/** Keys, and what needs none: health, metrics, this document. */
export const platformOperations: readonly Operation[] = [
  {
    route: 'POST /api/ml/keys',
    tag: 'Keys',
    summary: 'Make a key; it is shown in this answer and never again',
    access: 'admin',
    body: json(createKeySchema, { name: 'ci', role: 'trainer', expires_at: '2100-01-01T00:00:00Z' }),
    answer: answer(201, 'The key', createdKeySchema, { ...key, key: `atl_pqP5KJwp${'x'.repeat(35)}` }),
  },
  {
    route: 'GET /api/ml/keys',
    tag: 'Keys',
    summary: 'List the keys of the project, the newest first',
    access: 'admin',
    answer: answer(200, 'The keys', z.array(keySchema), [key]),
  },
  {
    route: 'DELETE /api/ml/keys/{key_id}',
    tag: 'Keys',
    summary: 'Revoke a key',
    access: 'admin',
    path: { key_id: example.key_id },
    answer: { status: 204, description: 'It is no key any more' },
    problems: ['access.key_not_found'],
  },
  {
    route: 'GET /health/live',
    tag: 'Platform',
    summary: 'Whether the program answers',
    access: 'open',
    answer: answer(200, 'It does', z.object({ status: z.literal('live') }), { status: 'live' }),
  },
  {
    route: 'GET /health/ready',
    tag: 'Platform',
    summary: 'Whether requests can be served',
    access: 'open',
    answer: answer(200, 'They can', z.object({ status: z.literal('ready'), checks: z.record(z.string(), z.string()) }), {
      status: 'ready',
      checks: { artifacts: 'up', models: 'up', database: 'up' },
    }),
    problems: ['service.not_ready'],
  },
  {
    route: 'GET /metrics',
    tag: 'Platform',
    summary: 'Numbers for Prometheus',
    access: 'open',
    answer: {
      status: 200,
      description: 'Text exposition format 0.0.4',
      content: {
        type: 'text/plain',
        schema: z.string(),
        example: '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1.2\n',
      },
    },
  },
  {
    route: 'GET /api/ml/openapi.json',
    tag: 'Platform',
    summary: 'This document',
    access: 'open',
    answer: answer(200, 'OpenAPI 3.1', z.looseObject({ openapi: z.string() }), { openapi: '3.1.0' }),
  },
];
