import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Logger, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { requestIds } from './http/request-id.js';
import { Metrics, ReadinessChecks, startTracing, TelemetryModule, traceparent, type Tracing } from './index.js';

@Controller('things')
class ThingsController {
  @Get(':id')
  one(@Param('id') id: string) {
    return { id, traceparent: traceparent() };
  }

  @Post()
  make(@Body() body: object) {
    return { body, traceparent: traceparent() };
  }
}

async function start(): Promise<NestFastifyApplication> {
  class Root {}
  const root = {
    module: Root,
    imports: [TelemetryModule.forProgram({ service: 'spec', version: '0', level: 'silent' })],
    controllers: [ThingsController],
  };
  const application = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false });
  await application.init();
  await application.getHttpAdapter().getInstance().ready();
  Logger.overrideLogger(false);
  return application;
}

describe('telemetry', () => {
  let application: NestFastifyApplication;
  beforeAll(async () => {
    application = await start();
  });
  afterAll(() => application.close());

  it('counts requests by route pattern, not by path', async () => {
    for (const id of ['a', 'b', 'c']) await application.inject(`/things/${id}`);
    await application.inject('/no/such/route');
    const { body, headers } = await application.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toMatch(/http_request_duration_seconds_count\{service="spec",method="GET",route="\/things\/:id",status="200"\} 3/);
    expect(body).toContain('status="404"');
    expect(body).not.toContain('/things/a');
    expect(body).not.toContain('/no/such/route');
    expect(body).toContain('process_resident_memory_bytes');
  });

  it('gives services their own metrics, each name once', async () => {
    const metrics = application.get(Metrics);
    metrics.counter('spec_rows_total', 'Rows.', ['kind']).inc({ kind: 'good' }, 3);
    expect(metrics.counter('spec_rows_total', 'Rows.', ['kind'])).toBe(metrics.counter('spec_rows_total', 'Rows.', ['kind']));
    metrics.gauge('spec_depth', 'Depth.', [], (gauge) => gauge.set(7));
    const { body } = await application.inject('/metrics');
    expect(body).toMatch(/spec_rows_total\{.*kind="good".*\} 3/);
    expect(body).toContain('spec_depth{service="spec"} 7');
  });

  it('lives, and is ready when its checks pass', async () => {
    expect((await application.inject('/health/live')).json()).toEqual({ status: 'live' });
    let fault: Error | undefined;
    application.get(ReadinessChecks).register('store', async () => {
      if (fault) throw fault;
    });
    expect((await application.inject('/health/ready')).json()).toEqual({ status: 'ready', checks: { store: 'up' } });
    fault = new Error('password wrong for 10.0.0.7');
    const down = await application.inject('/health/ready');
    expect(down.statusCode).toBe(503);
    expect(down.headers['content-type']).toContain('application/problem+json');
    expect(down.json()).toMatchObject({ code: 'service.not_ready', status: 503, checks: { store: 'down' } });
    expect(down.body).not.toContain('10.0.0.7');
    fault = undefined;
    expect((await application.inject('/health/ready')).statusCode).toBe(200);
  });

  it('names each request, or keeps the name it came with', async () => {
    const first = (await application.inject('/things/1')).headers['x-request-id'];
    const second = (await application.inject('/things/1')).headers['x-request-id'];
    expect(first).toMatch(/^[\w-]{8,}$/);
    expect(second).not.toBe(first);
    const given = await application.inject({ url: '/things/1', headers: { 'x-request-id': 'order-4711-b' } });
    expect(given.headers['x-request-id']).toBe('order-4711-b');
  });

  it.each(['short', 'with space and more', 'a'.repeat(65), 'new\nline-injected'])('does not take %j for a request’s name', (id) => {
    expect(requestIds('start')({ headers: { 'x-request-id': id } })).toBe('start-0');
  });

  it('traces nothing unless told to', async () => {
    expect((await application.inject('/things/1')).json()).toEqual({ id: '1' });
  });
});

describe('tracing', () => {
  const exporter = new InMemorySpanExporter();
  let tracing: Tracing;
  let application: NestFastifyApplication;
  beforeAll(async () => {
    tracing = startTracing({ service: 'spec', version: '0', processor: new SimpleSpanProcessor(exporter) });
    application = await start();
  });
  afterAll(async () => {
    await application.close();
    await tracing.stop();
  });
  afterEach(() => exporter.reset());

  it('continues the caller’s trace, and hands it on from the handler', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const { json } = await application.inject({ url: '/things/1', headers });
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({ name: 'GET /things/:id', attributes: { 'http.response.status_code': 200, 'http.route': '/things/:id' } });
    expect(span.spanContext().traceId).toBe(traceId);
    expect(json().traceparent).toBe(`00-${traceId}-${span.spanContext().spanId}-01`);
  });

  it('stays in the request’s span after its body has been read', async () => {
    const url = await application.listen(0, '127.0.0.1').then(() => application.getUrl());
    const send = async (n: number) => {
      const answer = await fetch(`${url}/things`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"n":${n}}` });
      return ((await answer.json()) as { traceparent: string }).traceparent;
    };
    const seen = await Promise.all([1, 2, 3, 4].map(send));
    expect(new Set(seen.map((each) => each.slice(3, 35))).size).toBe(4);
    const spans = exporter.getFinishedSpans().map((span) => span.spanContext().spanId);
    expect(seen.map((each) => each.slice(36, 52)).sort()).toEqual(spans.sort());
  });
});
