import { context, propagation } from '@opentelemetry/api';
import { isTracing } from './tracing.js';

/** W3C `traceparent` of the span we are in, to be put on a request; undefined when nothing is traced. */
export function traceparent(): string | undefined {
  if (!isTracing()) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}
