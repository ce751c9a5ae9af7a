import type { z } from 'zod';
import type { ErrorCode } from '../../errors/catalogue.js';
import type { Role } from '../../services.js';

/** A body of a request or an answer: what it may be, and one that is. */
export interface Content {
  readonly type: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
  /** The data of each event of a stream. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
}

/** One operation of the public API, as the OpenAPI document tells of it; tests hold the controllers and a running platform to it. */
export interface Operation {
  /** Method and path, its parameters in braces: `GET /api/ml/datasets/{dataset_id}`. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The least role that may call it; `open` needs no key. */
  readonly access: Role | 'open';
  /** An example of each parameter of the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: { readonly schema: z.ZodObject; readonly example: Readonly<Record<string, string>> };
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly example: string }>>;
  readonly body?: Content;
  readonly answer: { readonly status: number; readonly description: string; readonly content?: Content };
  /** What it refuses beside what every operation may (a bad body or key, a platform that is not ready). */
  readonly problems?: readonly ErrorCode[];
}

/** JSON by a schema, with an example that the compiler checks. */
export function json<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>): Content {
  return { type: 'application/json', schema, example };
}

export function query<Schema extends z.ZodObject>(schema: Schema, example: Readonly<Record<string, string>> = {}) {
  return { schema, example };
}

export function answer<Schema extends z.ZodType>(status: number, description: string, schema: Schema, example: z.input<Schema>) {
  return { status, description, content: json(schema, example) };
}
