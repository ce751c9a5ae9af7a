import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';

/** The active span as a W3C `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header); nothing where none is recorded. */
export function activeTraceparent(): string | undefined {
  const span = trace.getSpanContext(context.active());
  if (!span || !trace.isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

/** The context that a traceparent names; the root where it is missing or malformed. */
export function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  });
}

/** Runs a handler in a consumer span under the trace in which the event was said. */
export function inTraceOf<T>(
  event: { readonly type: string; readonly id: string; readonly traceparent?: string },
  work: () => Promise<T>,
): Promise<T> {
  const attributes = { 'messaging.message.id': event.id, 'messaging.operation.name': 'process' };
  const run = async (span: Span): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  };
  return trace
    .getTracer('@atelier/bus')
    .startActiveSpan(`handle ${event.type}`, { kind: SpanKind.CONSUMER, attributes }, contextOf(event.traceparent), run);
}
