import { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;
type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** Schemas as JSON Schema (2020-12, OpenAPI 3.1's own dialect): those with an id once, as components, and references to them. */
export class SchemaComponents {
  readonly schemas: Record<string, Json> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $defs = {}, $schema: _, ...json } = z.toJSONSchema(schema, { io, override });
    for (const [id, definition] of Object.entries($defs)) this.keep(id, definition as Json);
    return referring(json);
  }

  private keep(id: string, definition: Json): void {
    const schema = referring(definition);
    const known = this.schemas[id];
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`Two schemas have the id ${id}.`);
    this.schemas[id] = schema;
  }
}

/** What a client should know, and no more: answers may get more fields, and patterns are in a dialect that everybody reads. */
const override: Override = ({ zodSchema, jsonSchema }) => {
  delete jsonSchema.id;
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties;
  if (jsonSchema.format || jsonSchema.pattern?.includes('\\p{')) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

function referring(json: Json): Json {
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
