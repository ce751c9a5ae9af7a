import helmet from '@fastify/helmet';
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

/** Security headers; the dashboard needs its own scripts and styles only. */
export async function addSecurityHeaders(adapter: FastifyAdapter): Promise<void> {
  await adapter.register(helmet as unknown as Parameters<typeof adapter.register>[0], {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
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
