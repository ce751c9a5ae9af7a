import { z } from 'zod';
import { type EventType, eventCatalogue, eventTypes, topics } from './catalogue.js';
import { envelopeSchema } from './envelope.js';

type Json = Record<string, unknown>;

const envelope = 'Envelope';

/**
 * The AsyncAPI 3.0 document of every event: a channel for each topic, a message for each event, payloads as JSON Schema from the
 * very schemas that check them. Kafka's record key is the thing's id.
 */
export function asyncApiDocument(): Json {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Atelier events',
      version: '1.0.0',
      description:
        'CloudEvents 1.0 in structured JSON. One topic for each thing, keyed by its id, so that the events of one thing keep their order. Delivered at least once: a consumer records the id it has applied.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(topics.map((topic) => [topic, channelOf(topic)])),
    operations: Object.fromEntries(topics.map((topic) => [`receive.${topic}`, operationOf(topic)])),
    components: {
      messages: Object.fromEntries(eventTypes.map((type) => [type, messageOf(type)])),
      schemas: {
        [envelope]: envelopeWithoutData(),
        ...Object.fromEntries(eventTypes.map((type) => [type, schemaOf(eventCatalogue[type].schema)])),
      },
    },
  };
}

function channelOf(topic: string): Json {
  const types = typesOf(topic);
  const messages = Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }]));
  return { address: topic, description: `Events of each ${topic}.`, messages };
}

function operationOf(topic: string): Json {
  const messages = typesOf(topic).map((type) => ({ $ref: `#/channels/${topic}/messages/${type}` }));
  return { action: 'receive', channel: { $ref: `#/channels/${topic}` }, messages };
}

function messageOf(type: EventType): Json {
  const { doc, key, version } = eventCatalogue[type];
  const specific = {
    type: 'object',
    properties: {
      type: { const: type },
      dataschema: { const: `atelier:${type}:${version}` },
      data: { $ref: `#/components/schemas/${type}` },
    },
    required: ['data'],
  };
  return {
    name: type,
    title: type,
    summary: doc,
    contentType: 'application/cloudevents+json',
    bindings: { kafka: { key: { type: 'string', description: `The payload's ${key}.` }, bindingVersion: '0.5.0' } },
    payload: { allOf: [{ $ref: `#/components/schemas/${envelope}` }, specific] },
  };
}

function envelopeWithoutData(): Json {
  return schemaOf(envelopeSchema.omit({ data: true }));
}

/** AsyncAPI's own schema dialect is a superset of JSON Schema draft 7. What is sent may have more fields than a consumer of this version knows. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as Json;
  return json;
}

function typesOf(topic: string): EventType[] {
  return eventTypes.filter((type) => eventCatalogue[type].topic === topic);
}
