import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import { openApiDocument, operations, routeOf } from '../index.js';

interface Described {
  operationId: string;
  security?: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: object; example?: string }[];
  requestBody?: { content: Record<string, { schema: object; example: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object; example: unknown }> }>;
}

const document = JSON.parse(JSON.stringify(openApiDocument(operations)));
const described: [string, Described][] = Object.entries<Record<string, Described>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, Described] => [`${method.toUpperCase()} ${path}`, operation]),
);
const judge = new Ajv2020.default({ strict: false, validateFormats: false });
judge.addSchema(document, 'openapi');
const absolute = (schema: object) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')) as object;
const faults = (schema: object, value: unknown) => (judge.validate(absolute(schema), value) ? [] : judge.errors);

describe('the OpenAPI document', () => {
  it('has every operation once, under a name of its own', () => {
    expect(described.map(([route]) => route).toSorted()).toEqual(operations.map(({ route }) => route).toSorted());
    expect(new Set(described.map(([, { operationId }]) => operationId)).size).toBe(operations.length);
  });

  it.each(described)('tells all of %s, with examples that fit', (_route, { parameters, requestBody, responses }) => {
    for (const { in: place, schema, example, required } of parameters) {
      if (required) expect(example).toEqual(expect.any(String));
      if (place !== 'query') expect(faults(schema, example)).toEqual([]);
    }
    const contents = [requestBody, ...Object.values(responses)].flatMap((part) => Object.values(part?.content ?? {}));
    for (const { schema, example } of contents) expect([example, faults(schema, example)]).toEqual([example, []]);
    const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
    expect(answers).toHaveLength(1);
    expect(answers[0][0] === '204' || answers[0][1].content !== undefined).toBe(true);
  });

  it.each(operations.map((operation) => [operation.route, operation] as const))('%s: its schemas take its examples', (route, operation) => {
    const { path = {}, query, body, answer } = operation;
    expect(Object.keys(path)).toEqual([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    if (query) expect(query.schema.safeParse(query.example).error).toBeUndefined();
    if (body?.type === 'application/json') expect(body.schema.safeParse(body.example).error).toBeUndefined();
    if (answer.content) expect(answer.content.schema.safeParse(answer.content.example).error).toBeUndefined();
  });

  it('refers only to what is there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(50);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('asks for a key but where it says so', () => {
    const open = described.filter(([, { security }]) => security?.length === 0).map(([route]) => route);
    expect(open.toSorted()).toEqual([
      'GET /api/ml/openapi.json',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /v2/health/live',
      'GET /v2/health/ready',
    ]);
  });

  it('describes nothing that the gateway would not let through', () => {
    const public_ = operations.filter(({ route }) => /^\w+ \/(api|v2)/.test(route));
    for (const { route } of public_) expect([route, routeOf(route.split(' ')[1])?.owner]).toEqual([route, expect.any(String)]);
  });
});
