import { type Envelope, type EventData, type EventType, envelopeSchema, eventCatalogue, type ServiceName } from '@atelier/contracts';
import type { EntityManager } from 'typeorm';
import type { Message } from './message.js';
import { activeTraceparent } from './trace.js';

/** A received event: the CloudEvent with its payload checked against the catalogue. */
export type AtelierEvent<T extends EventType> = Omit<Envelope, 'type' | 'data'> & { readonly type: T; readonly data: EventData<T> };

/** What a handler is given beside the event (`@Ctx()`). */
export interface EventContext {
  /** The transaction in which the inbox records the event: the handler's effects go through it, so that they are applied exactly once. */
  readonly manager: EntityManager;
  /** Runs after the transaction has committed (waking a loop, filling a cache); not called when it is rolled back. */
  afterCommit(effect: () => void): void;
}

interface NewEvent {
  readonly id: string;
  readonly service: ServiceName;
  readonly project: string;
  readonly type: EventType;
  readonly key: string;
  /** The payload as JSON. */
  readonly data: string;
}

/** The message for an event that happens now, in the active trace. */
export function encodeEvent({ id, service, project, type, key, data }: NewEvent): Message {
  const { topic, version } = eventCatalogue[type];
  const attributes: Omit<Envelope, 'data'> = {
    specversion: '1.0',
    id,
    source: `atelier/${service}`,
    type,
    subject: key,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: dataSchema(type, version),
    project,
    traceparent: activeTraceparent(),
  };
  return { topic, key, type, value: `${JSON.stringify(attributes).slice(0, -1)},"data":${data}}` };
}

/** What is in a message: an event, or why it is none. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: AtelierEvent<EventType> }
  | { readonly kind: 'fault'; readonly fault: string }
  | { readonly kind: 'unwanted' };

const fault = (text: string): Decoded => ({ kind: 'fault', fault: text });

/** Checks envelope and, if the type is wanted, payload. Never throws: a message that is no event must not stop those behind it. */
export function decodeEvent(value: string | null | undefined, wants: (type: EventType) => boolean): Decoded {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value ?? '');
  } catch (error) {
    return fault(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const envelope = envelopeSchema.safeParse(parsed);
  if (!envelope.success) return fault(`no CloudEvent: ${issues(envelope.error)}`);
  const { type, dataschema } = envelope.data;
  if (!isEventType(type)) return fault(`unknown event type ${type}`);
  if (!wants(type)) return { kind: 'unwanted' };
  const { schema, version } = eventCatalogue[type];
  if (dataschema !== dataSchema(type, version))
    return fault(`unknown schema ${dataschema}; this program knows ${dataSchema(type, version)}`);
  const data = schema.safeParse(envelope.data.data);
  if (!data.success) return fault(`the payload does not fit ${dataschema}: ${issues(data.error)}`);
  return { kind: 'event', event: { ...envelope.data, type, data: data.data } as AtelierEvent<EventType> };
}

const dataSchema = (type: string, version: number): string => `atelier:${type}:${version}`;
const isEventType = (type: string): type is EventType => Object.hasOwn(eventCatalogue, type);
const issues = (error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string =>
  error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
