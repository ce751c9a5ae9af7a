import { Ajv2020 } from 'ajv/dist/2020.js';
import { operations } from '@atelier/contracts';
import { expect } from '@jest/globals';

type Json = Readonly<Record<string, unknown>>;

interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header'; readonly example?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json; readonly example: unknown }>> }>
  >;
}

export interface DocumentedAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

/** A platform as its OpenAPI document tells of it: requests are the document's examples, with real ids in the place of the examples'. */
export class DocumentedApi {
  private readonly sent = new Set<string>();
  /** Ids of the examples → ids that the platform gave. */
  private readonly ids = new Map<string, string>();
  private readonly judge = new Ajv2020({ strict: false, validateFormats: false });

  private constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>,
    document: Json,
  ) {
    this.judge.addSchema(closed(document) as Json, 'openapi');
  }

  static async read(url: string, key: string): Promise<DocumentedApi> {
    const document = (await (await fetch(`${url}/api/ml/openapi.json`)).json()) as Json & { paths: DocumentedApi['paths'] };
    return new DocumentedApi(url, key, document.paths, document);
  }

  /** Sends an operation's example. Fails when the answer is not the documented success (`any`: not documented at all). */
  async send(route: string, form: Readonly<Record<string, string>> = {}, wanted: 'success' | 'any' = 'success'): Promise<DocumentedAnswer> {
    const [method, path] = route.split(' ');
    const described = this.paths[path]?.[method.toLowerCase()];
    if (!described) throw new Error(`${route} is not in the document.`);
    const response = await fetch(this.url + this.pathOf(path, described), { method, ...this.bodyOf(described, form) });
    const text = await response.text();
    const answer = { status: response.status, body: isJson(response) ? (JSON.parse(text) as unknown) : text, text };
    this.expectDocumented(route, described, response, answer);
    if (wanted === 'success') expect({ route, ok: response.ok, text: text.slice(0, 1000) }).toMatchObject({ ok: true });
    if (response.ok) this.sent.add(route);
    return answer;
  }

  /** The value is as the named schema says. */
  check(schema: string, value: unknown): void {
    const faults = this.judge.validate({ $ref: `openapi#/components/schemas/${schema}` }, value) ? [] : this.judge.errors;
    expect([value, faults]).toEqual([value, []]);
  }

  /** Says what a parameter of the examples stands for from now on. */
  learn(parameter: string, id: string): void {
    this.ids.set(exampleOf(parameter), id);
  }

  /** Says what an id of the examples stands for from now on. */
  substitute(example: string, id: string): void {
    this.ids.set(example, id);
  }

  known(parameter: string): string {
    return this.ids.get(exampleOf(parameter)) ?? exampleOf(parameter);
  }

  unsent(): string[] {
    const all = Object.entries(this.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    return all.filter((route) => !this.sent.has(route));
  }

  private pathOf(path: string, { parameters }: Described): string {
    const query = new URLSearchParams();
    let filled = path;
    for (const { name, in: place, example } of parameters) {
      if (example === undefined) continue;
      if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(this.withIds(example)));
      if (place === 'query') query.set(name, this.withIds(example));
    }
    return query.size > 0 ? `${filled}?${query}` : filled;
  }

  private bodyOf({ parameters, requestBody }: Described, form: Readonly<Record<string, string>>): RequestInit {
    const headers: Record<string, string> = { authorization: `Bearer ${this.key}` };
    for (const { name, in: place, example } of parameters) if (place === 'header' && example !== undefined) headers[name] = example;
    if (!requestBody) return { headers };
    const [[type, { example }]] = Object.entries(requestBody.content);
    if (type === 'multipart/form-data') return { headers, body: formOf({ ...(example as Record<string, string>), ...form }) };
    return { headers: { ...headers, 'content-type': type }, body: this.withIds(JSON.stringify(example)) };
  }

  private withIds(text: string): string {
    return [...this.ids].reduce((filled, [example, id]) => filled.replaceAll(example, id), text);
  }

  private expectDocumented(route: string, { responses }: Described, response: Response, answer: DocumentedAnswer): void {
    const type = (response.headers.get('content-type') ?? '').split(';', 1)[0];
    const documented = responses[response.status];
    if (!documented) throw new Error(`${route} answered ${response.status}, which is not documented: ${answer.text.slice(0, 1000)}`);
    if (!documented.content) return expect([route, answer.text]).toEqual([route, '']);
    const content = documented.content[type];
    if (!content) throw new Error(`${route} answered ${type}; documented is ${Object.keys(documented.content).join(', ')}`);
    const schema = JSON.parse(JSON.stringify(closed(content.schema)).replaceAll('"#/', '"openapi#/')) as Json;
    const faults = this.judge.validate(schema, answer.body) ? [] : this.judge.errors;
    expect({ route, faults, body: answer.text.slice(0, 2000) }).toEqual({ route, faults: [], body: expect.any(String) });
    if (response.ok) this.learnFrom(content.example, answer.body);
  }

  /** Where an example has an id, the answer has the id that it stands for. */
  private learnFrom(example: unknown, real: unknown): void {
    if (typeof example === 'string' && typeof real === 'string' && uuid.test(example)) {
      if (!this.ids.has(example)) this.ids.set(example, real);
    } else if (typeof example === 'object' && example !== null && typeof real === 'object' && real !== null) {
      for (const [name, value] of Object.entries(example)) this.learnFrom(value, (real as Record<string, unknown>)[name]);
    }
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function exampleOf(parameter: string): string {
  const example = operations.map(({ path }) => path?.[parameter]).find((each) => each !== undefined);
  if (example === undefined) throw new Error(`No path of the document has ${parameter}.`);
  return example;
}

/** Objects without fields that are not documented: what clients must expect to grow must not grow unnoticed. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]) => [name, name === 'example' ? value : closed(value)]);
  const isObject = 'type' in schema && schema.type === 'object' && 'properties' in schema && !('additionalProperties' in schema);
  return Object.fromEntries(isObject ? [...entries, ['additionalProperties', false]] : entries);
}

function isJson(response: Response): boolean {
  return /[/+]json/.test(response.headers.get('content-type') ?? '');
}

function formOf({ file, ...fields }: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([file]), 'clients.csv');
  return form;
}
