import { afterAll, describe, expect, it } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { activeTraceparent, contextOf, inTraceOf } from './trace.js';

const provider = new NodeTracerProvider();
provider.register();
const tracer = trace.getTracer('spec');

describe('a trace follows an event', () => {
  afterAll(() => provider.shutdown());

  it('writes the active span as a traceparent and runs the handler under it', async () => {
    const traceparent = tracer.startActiveSpan('request', () => activeTraceparent());
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const inside = await inTraceOf({ type: 'training.failed', id: '1', traceparent }, async () => trace.getActiveSpan()?.spanContext());
    expect(inside?.traceId).toBe(traceparent?.split('-')[1]);
    expect(inside?.spanId).not.toBe(traceparent?.split('-')[2]);
  });

  it('writes nothing outside of a span', () => {
    expect(context.with(contextOf(undefined), activeTraceparent)).toBeUndefined();
  });

  it.each([undefined, '', 'nonsense', '00-short-1-01'])('starts a new trace for the traceparent %j', async (traceparent) => {
    expect(trace.getSpanContext(contextOf(traceparent))).toBeUndefined();
    expect(await inTraceOf({ type: 'training.failed', id: '1', traceparent }, async () => 'handled')).toBe('handled');
  });

  it('passes a failure of the handler on', async () => {
    const failing = inTraceOf({ type: 'training.failed', id: '1' }, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
  });
});
