import { z } from 'zod';

/** CloudEvents 1.0, structured JSON mode, with our extension attributes in lower case as the specification wants. */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  /** UUIDv7; the inbox records it, so an event is applied once. */
  id: z.string().min(1),
  /** The service that said it: `atelier/trainer`. */
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** `atelier:TYPE:VERSION`. */
  dataschema: z.string(),
  /** The tenant. */
  project: z.string().min(1),
  /** W3C trace context, so that a trace follows the event. */
  traceparent: z.string().optional(),
  data: z.unknown(),
});

export type Envelope = z.infer<typeof envelopeSchema>;
