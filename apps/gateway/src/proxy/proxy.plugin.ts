import replyFrom from '@fastify/reply-from';
import type { KeyVerifier, RequestLimits } from '@atelier/access';
import { AtelierError, type RouteRule, routeOf, type ServiceName } from '@atelier/contracts';
import { ProblemFilter } from '@atelier/program';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type UpstreamDispatcher, withSignal } from './dispatcher.js';
import type { EventStreams } from './event-streams.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { isTrick } from './paths.js';

export type Upstreams = Readonly<Record<ServiceName, string>>;

export interface ProxyParts {
  readonly upstreams: Upstreams;
  readonly dispatcher: UpstreamDispatcher;
  readonly verifier: KeyVerifier;
  readonly limits: RequestLimits | null;
  readonly streams: EventStreams;
}

/** A GET that found no connection, or lost it before the answer, is sent again after so many milliseconds. */
const retryDelays = [50, 250];

/**
 * Passes `/api/ml/*` and `/v2*` on to the services of the route table. Bodies stream both ways and are not parsed; the key is
 * verified before the body is read. A plugin of its own, so that Nest's body parsers do not see these requests.
 */
export async function proxyPlugin(server: FastifyInstance, parts: ProxyParts): Promise<void> {
  const filter = new ProblemFilter();
  const answerProblem = filter.catch.bind(filter);
  server.setErrorHandler((error, request, reply) => answerProblem(error, new ExecutionContextHost([request, reply])));
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, body, done) => done(null, body));
  await server.register(replyFrom, { undici: { request: parts.dispatcher.request }, disableRequestLogging: true, disableCache: true });
  const method = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  for (const url of ['/api/ml/*', '/v2', '/v2/*']) {
    server.route({
      method,
      url,
      onRequest: (request, reply) => admit(request, reply, parts),
      handler: (request, reply) => forward(request, reply, parts),
    });
  }
}

/** What the guard does on a service's routes; roles are the services' matter. */
async function admit(request: FastifyRequest, reply: FastifyReply, { verifier, limits }: ProxyParts): Promise<void> {
  const path = pathOf(request);
  if (isTrick(path)) throw new AtelierError('request.invalid', 'The path is not allowed.');
  if (routeOf(path)?.open) return;
  limits?.takeAddress(request.ip, reply);
  const principal = await verifier.verify(request.headers.authorization);
  limits?.takeKey(principal.keyId, reply);
}

function forward(request: FastifyRequest, reply: FastifyReply, { upstreams, streams }: ProxyParts): FastifyReply {
  const service = serviceOf(routeOf(pathOf(request)));
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  return reply.from(undefined, {
    getUpstream: () => upstreams[service],
    rewriteRequestHeaders: (_, headers) => withSignal(requestHeaders(request, headers as typeof request.headers), left.signal),
    rewriteHeaders: (headers) => answerHeaders(headers as typeof request.headers),
    retryDelay: ({ err, attempt }) => retryAfter(request, err, attempt),
    onResponse: (_request, _reply, { stream }) => {
      if (isEventStream(reply)) streams.add(reply);
      reply.send(stream);
    },
    onError: (_reply, { error }) => refuse(reply, service, error),
  });
}

/** Only what is safe to repeat: a GET whose caller is still there, and whose service has not begun to answer. */
function retryAfter(request: FastifyRequest, error: Error | null, attempt: number): number | null {
  const repeatable = request.method === 'GET' || request.method === 'HEAD';
  return error && repeatable && !request.raw.destroyed && !isTimeout(error) ? (retryDelays[attempt] ?? null) : null;
}

function refuse(reply: FastifyReply, service: ServiceName, error: Error): void {
  if (reply.raw.destroyed) return; // the caller has left
  const late = isTimeout(error.cause ?? error) ? 'did not answer in time' : 'cannot be reached';
  reply.header('retry-after', '1');
  reply.send(new AtelierError('service.unavailable', `The service ${service} ${late}.`, [], { cause: error.cause ?? error }));
}

function isEventStream(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('text/event-stream');
}

function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'UND_ERR_HEADERS_TIMEOUT';
}

function serviceOf(rule: RouteRule | undefined): ServiceName {
  if (!rule || rule.owner === 'gateway') throw new AtelierError('route.not_found', 'No service has this route.');
  return rule.owner;
}

function pathOf(request: FastifyRequest): string {
  return request.raw.url?.split('?', 1)[0] ?? '';
}
