import { context, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

export interface TracingOptions {
  readonly service: string;
  readonly version: string;
  /** Where spans go; default: a batch at a time to the OTLP HTTP address in OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly processor?: SpanProcessor;
}

export interface Tracing {
  /** Sends what is left and takes the global tracer away. */
  stop(): Promise<void>;
}

let active = false;

/** Whether spans are recorded in this process: the hot path asks before it makes one. */
export function isTracing(): boolean {
  return active;
}

/** Makes this process record spans, with W3C trace context between processes. Once in a process. */
export function startTracing({ service, version, processor = new BatchSpanProcessor(new OTLPTraceExporter()) }: TracingOptions): Tracing {
  const resource = resourceFromAttributes({ 'service.name': `atelier-${service}`, 'service.version': version });
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  active = true;
  return {
    stop: async () => {
      active = false;
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
