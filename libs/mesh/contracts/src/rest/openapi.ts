import type { z } from 'zod';
import { AtelierError, toProblem } from '../errors/atelier-error.js';
import { type ErrorCode, errorCatalogue, statusOfKind } from '../errors/catalogue.js';
import { inferenceErrorSchema } from './open-inference.js';
import type { Content, Operation } from './operations/operation.js';
import { problemSchema } from './problem.js';
import { type Json, SchemaComponents } from './schema-components.js';

/**
 * The OpenAPI 3.1 document of the given operations: parameters, bodies and answers from the very schemas that check them, an example
 * of each, the problems that each may answer, and what needs no key.
 */
export function openApiDocument(operations: readonly Operation[]): Json {
  const components = new SchemaComponents();
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const [method, path] = operation.route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(operation, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Atelier',
      version: '1.0.0',
      description: 'Tables in, watched models out. Failures are RFC 9457 problem details; each has a stable code.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ bearer: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key' } },
      schemas: components.schemas,
    },
  };
}

function operationObject(operation: Operation, components: SchemaComponents): Json {
  const { route, tag, summary, description, access, body, answer } = operation;
  const role = access === 'open' ? 'Needs no key.' : `Needs the role ${access}.`;
  const content = answer.content ? { content: contentObject(answer.content, 'output', components) } : {};
  return {
    tags: [tag],
    operationId: nameOf(route),
    summary,
    description: [description, role].filter(Boolean).join(' '),
    ...(access === 'open' ? { security: [] } : {}),
    parameters: [...pathParameters(operation), ...queryParameters(operation), ...headerParameters(operation)],
    ...(body ? { requestBody: { required: true, content: contentObject(body, 'input', components) } } : {}),
    responses: { [answer.status]: { description: answer.description, ...content }, ...problemResponses(operation, components) },
  };
}

/** `GET /api/ml/datasets/{dataset_id}/rows` → `get_datasets_dataset_id_rows`. */
function nameOf(route: string): string {
  const [method = '', ...path] = route.replace('/api/ml/', '/').match(/[A-Za-z0-9_]+/g) ?? [];
  return [method.toLowerCase(), ...path].join('_');
}

function contentObject({ type, schema, example, events }: Content, io: 'input' | 'output', components: SchemaComponents): Json {
  const data = Object.entries(events ?? {}).map(([event, each]) => [event, components.of(each, io)]);
  return { [type]: { schema: components.of(schema, io), example, ...(events ? { 'x-events': Object.fromEntries(data) } : {}) } };
}

function pathParameters({ path = {} }: Operation): Json[] {
  return Object.entries(path).map(([name, example]) => ({ name, in: 'path', required: true, schema: { type: 'string' }, example }));
}

function queryParameters({ query }: Operation): Json[] {
  if (!query) return [];
  return Object.entries(query.schema.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const { description, ...json } = new SchemaComponents().of(schema, 'input');
    const example = Object.hasOwn(query.example, name) ? { example: query.example[name] } : {};
    const described = description === undefined ? {} : { description };
    return { name, in: 'query', required: !schema.safeParse(undefined).success, ...described, schema: json, ...example };
  });
}

function headerParameters({ headers = {} }: Operation): Json[] {
  return Object.entries(headers).map(([name, header]) => ({ name, in: 'header', required: false, schema: { type: 'string' }, ...header }));
}

/** What any operation may refuse, and its own; by status. */
function problemResponses(operation: Operation, components: SchemaComponents): Json {
  const codes = [...new Set([...commonProblems(operation), ...(operation.problems ?? [])])];
  const statuses = [...new Set(codes.map(statusOf))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      problemResponse(
        operation,
        codes.filter((code) => statusOf(code) === status),
        components,
      ),
    ]),
  );
}

function problemResponse({ route }: Operation, codes: readonly ErrorCode[], components: SchemaComponents): Json {
  const description = codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title}`).join('; ');
  const detail = `${errorCatalogue[codes[0]].title}.`;
  const content = route.includes(' /v2')
    ? contentObject({ type: 'application/json', schema: inferenceErrorSchema, example: { error: detail } }, 'output', components)
    : contentObject(
        { type: 'application/problem+json', schema: problemSchema, example: toProblem(new AtelierError(codes[0], detail)) },
        'output',
        components,
      );
  return { description, content };
}

function commonProblems({ access, body, query }: Operation): ErrorCode[] {
  const input: ErrorCode[] = body || query ? ['request.invalid'] : [];
  const large: ErrorCode[] = body ? ['request.content_type', 'request.too_large'] : [];
  const guarded: ErrorCode[] =
    access === 'open' ? [] : ['access.unauthenticated', 'access.forbidden', 'request.rate_limited', 'database.unavailable'];
  return [...input, ...large, ...guarded];
}

function statusOf(code: ErrorCode): number {
  return statusOfKind[errorCatalogue[code].kind];
}
