import type { FastifyInstance } from 'fastify';

/**
 * Lets a server that closes end as soon as its last answer is given. A keep-alive connection whose request was in flight when
 * the closing began would otherwise hold it until the keep-alive ends, over a minute later.
 */
export function drainConnections(server: FastifyInstance): void {
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
  // For answers whose headers had left before: their connections are idle from the next turn on.
  server.addHook('onResponse', (_request, _reply, done) => {
    if (closing) setImmediate(() => server.server.closeIdleConnections());
    done();
  });
}
