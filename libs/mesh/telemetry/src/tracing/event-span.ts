import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { isTracing } from './tracing.js';

interface TracedEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly traceparent?: string;
}

/** W3C `traceparent` of the span we are in, to be put on an event or a request; undefined when nothing is traced. */
export function traceparent(): string | undefined {
  if (!isTracing()) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Runs an event's handler in a span that continues the trace of the event's `traceparent`. Without tracing it only calls the handler. */
export async function inEventSpan<T>(event: TracedEvent, handle: () => Promise<T>): Promise<T> {
  if (!isTracing()) return await handle();
  const parent = propagation.extract(context.active(), { traceparent: event.traceparent });
  const attributes = {
    'messaging.system': 'atelier',
    'messaging.message.id': event.id,
    'messaging.operation.type': 'process',
    'cloudevents.event_source': event.source,
  };
  const tracer = trace.getTracer('atelier');
  return await tracer.startActiveSpan(`${event.type} process`, { kind: SpanKind.CONSUMER, attributes }, parent, async (span) => {
    try {
      return await handle();
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
