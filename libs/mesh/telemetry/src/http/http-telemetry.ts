import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Histogram } from 'prom-client';
import type { Metrics } from '../metrics/metrics.js';
import { isTracing } from '../tracing/tracing.js';
import { requestIds } from './request-id.js';

type Labels = 'method' | 'route' | 'status';

/** Gives each request its id (answered as `x-request-id`), its duration in the histogram by route pattern, and its span when tracing is on. */
export function observeHttp(server: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram<Labels>('http_request_duration_seconds', 'Time to the last byte of the answer.', [
    'method',
    'route',
    'status',
  ]);
  server.setGenReqId(requestIds());
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    observe(seconds, request, reply);
    done();
  });
  if (isTracing()) traceHttp(server);
}

/** The route's pattern, never its path: paths carry ids, and each would become a time series. */
function observe(seconds: Histogram<Labels>, request: FastifyRequest, reply: FastifyReply): void {
  const labels = { method: request.method, route: request.routeOptions.url ?? 'unmatched', status: String(reply.statusCode) };
  seconds.observe(labels, reply.elapsedTime / 1000);
}

/**
 * A server span for each request. The hooks after the body has been read enter its context again: the parser's events come
 * from the socket, outside of it.
 */
function traceHttp(server: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  const enter = (request: FastifyRequest, done: () => void) => {
    const span = spans.get(request);
    if (span) context.with(trace.setSpan(context.active(), span), done);
    else done();
  };
  server.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const name = `${request.method} ${request.routeOptions.url ?? 'unmatched'}`;
    const attributes = {
      'http.request.method': request.method,
      'http.route': request.routeOptions.url ?? '',
      'atelier.request_id': request.id,
    };
    spans.set(request, trace.getTracer('atelier').startSpan(name, { kind: SpanKind.SERVER, attributes }, parent));
    enter(request, done);
  });
  server.addHook('preValidation', (request, _reply, done) => enter(request, done));
  server.addHook('onResponse', (request, reply, done) => {
    end(spans.get(request), reply.statusCode);
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    spans.get(request)?.addEvent('aborted by the caller');
    done();
  });
}

function end(span: Span | undefined, status: number): void {
  span?.setAttribute('http.response.status_code', status);
  if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.end();
}
