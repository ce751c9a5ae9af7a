import type { IncomingHttpHeaders } from 'node:http';
import { traceparent } from '@atelier/telemetry';
import type { FastifyRequest } from 'fastify';

/** RFC 9110 section 7.6.1: they speak of one connection, not of the message. `expect` was answered here already. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
];
const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** The caller's headers as a service gets them: who called whom is said by the gateway alone, not by the caller. */
export function requestHeaders(request: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = without(headers, [...hopByHop, ...forwarded]);
  if (request.method === 'GET' || request.method === 'HEAD') delete kept['content-length'];
  kept['x-request-id'] = request.id;
  kept['x-forwarded-for'] = request.ip;
  kept['x-forwarded-host'] = request.headers.host ?? '';
  kept['x-forwarded-proto'] = request.protocol;
  const trace = traceparent();
  if (trace) kept.traceparent = trace;
  return kept;
}

/** The service's headers as the caller gets them. */
export function answerHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return without(headers, hopByHop);
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  const kept = { ...headers };
  for (const name of names) delete kept[name];
  return kept;
}
