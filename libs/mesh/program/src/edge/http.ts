import { AtelierError } from '@atelier/contracts';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface HttpLimits {
  /** Bytes of a JSON body; uploads have their own limit. Default 32 MiB (10,000 rows to predict). */
  readonly bodyBytes: number;
}

/** Fastify as every program runs it: bounded bodies, prototype keys refused, a request that ends early noticed, in-flight requests drained at close. */
export function createHttpAdapter(limits: HttpLimits): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    logger: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    requestTimeout: 0,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 500 },
    multipart: false,
    skipMiddie: true,
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      reply.status(400).type('application/problem+json').send({
        type: 'https://atelier.dev/errors/request.invalid',
        title: 'The request is not valid',
        status: 400,
        detail: error.message,
        code: 'request.invalid',
      });
    },
  });
}

/** The dashboard needs its own scripts and styles only; data: is for the images within its styles. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "base-uri 'self'",
  "font-src 'self' https: data:",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' 'unsafe-inline'",
].join(';');

/** Those of helmet 8 without HTTPS's own (a proxy adds it). Written out, because helmet works them out anew for each request: 70 µs of a prediction. */
const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** Every answer carries the security headers, refusals too. */
export function addSecurityHeaders(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
}

/** Refuses paths that try to leave the tree, before any route sees them. */
export function refusePathTricks(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onRequest', (request, _reply, done) => {
    const path = request.raw.url?.split('?', 1)[0] ?? '';
    if (/%00|\0|%2e%2e|\/\.\.(\/|$)|\\/i.test(path)) done(new AtelierError('request.invalid', 'The path is not allowed.'));
    else done();
  });
}
