import { z } from 'zod';
import {
  inferenceAnswerSchema,
  inferenceModelReadySchema,
  inferenceModelSchema,
  inferenceServerSchema,
  inferRequestSchema,
} from '../open-inference.js';
import { example } from './example.js';
import { answer, json, type Operation } from './operation.js';

const tag = 'Open Inference Protocol v2';
const model = { model: 'churn' };
const version = { ...model, version: '1.0.0' };
const column = (name: string, datatype: string) => ({ name, datatype, shape: [-1, 1] });
const absent = ['model.not_found', 'model.not_in_production', 'model.not_ready'] as const;

const metadata = answer(200, 'Its inputs and outputs', inferenceModelSchema, {
  name: 'churn',
  versions: ['1.0.0'],
  platform: 'onnxruntime_onnx',
  inputs: [column('visits', 'FP32'), column('city', 'BYTES')],
  outputs: [column('label', 'BYTES'), { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }, column('prediction_id', 'BYTES')],
});
const isReady = answer(200, 'It is loaded', inferenceModelReadySchema, { name: 'churn', ready: true });
const inputs = [
  { name: 'age', shape: [1, 1], datatype: 'INT64', data: [31] },
  { name: 'visits', shape: [1, 1], datatype: 'FP64', data: [4] },
  { name: 'basket', shape: [1, 1], datatype: 'FP64', data: [52.5] },
  { name: 'city', shape: [1, 1], datatype: 'BYTES', data: ['Paris'] },
  { name: 'tier', shape: [1, 1], datatype: 'BYTES', data: ['silver'] },
];
const infer = {
  body: json(inferRequestSchema, { id: 'row-1', inputs }),
  answer: answer(200, 'Labels and probabilities (or values), and the ids under which they are logged', inferenceAnswerSchema, {
    model_name: 'churn',
    model_version: '1.0.0',
    id: 'row-1',
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [1, 1], data: ['yes'] },
      { name: 'probabilities', datatype: 'FP32', shape: [1, 2], data: [0.21, 0.79] },
      { name: 'prediction_id', datatype: 'BYTES', shape: [1, 1], data: [example.prediction_id] },
    ],
  }),
  problems: [...absent, 'prediction.input_invalid', 'storage.full'],
} as const;

export const openInferenceOperations: readonly Operation[] = [
  {
    route: 'GET /v2',
    tag,
    summary: 'What serves here',
    access: 'viewer',
    answer: answer(200, 'The server', inferenceServerSchema, { name: 'atelier', version: '2', extensions: [] }),
  },
  {
    route: 'GET /v2/health/live',
    tag,
    summary: 'Whether the server lives',
    access: 'open',
    answer: answer(200, 'It does', z.object({ live: z.boolean() }), { live: true }),
  },
  {
    route: 'GET /v2/health/ready',
    tag,
    summary: 'Whether every model in production is loaded',
    access: 'open',
    answer: answer(200, 'They are', z.object({ ready: z.boolean() }), { ready: true }),
    problems: ['model.not_ready'],
  },
  {
    route: 'GET /v2/models/{model}',
    tag,
    summary: 'What the production version takes and gives',
    access: 'viewer',
    path: model,
    answer: metadata,
    problems: absent,
  },
  {
    route: 'GET /v2/models/{model}/ready',
    tag,
    summary: 'Whether the production version is loaded',
    access: 'viewer',
    path: model,
    answer: isReady,
    problems: absent,
  },
  { route: 'POST /v2/models/{model}/infer', tag, summary: 'Ask the production version', access: 'viewer', path: model, ...infer },
  {
    route: 'GET /v2/models/{model}/versions/{version}',
    tag,
    summary: 'What a version takes and gives',
    access: 'viewer',
    path: version,
    answer: metadata,
    problems: absent,
  },
  {
    route: 'GET /v2/models/{model}/versions/{version}/ready',
    tag,
    summary: 'Whether a version is loaded',
    access: 'viewer',
    path: version,
    answer: isReady,
    problems: absent,
  },
  { route: 'POST /v2/models/{model}/versions/{version}/infer', tag, summary: 'Ask a version', access: 'viewer', path: version, ...infer },
];
