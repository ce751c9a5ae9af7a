import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Serves the dashboard's built files; its own routes (`/models/churn`) all get its one page. Open: the files hold no data. */
export async function serveDashboard(server: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    new Logger('dashboard').warn(`no dashboard is served: ${folder} has no index.html`);
    return;
  }
  await server.register(async (scope) => {
    await scope.register(fastifyStatic, { root: folder, wildcard: false, index: 'index.html', dotfiles: 'deny', setHeaders: cache });
    scope.get('/*', (request, reply) => {
      if (/\.[a-z0-9]+$/i.test(request.url.split('?', 1)[0])) return reply.callNotFound();
      return reply.sendFile('index.html');
    });
  });
}

/** The builder names its assets by their content, so they never change; the page that names them is asked for each time. */
function cache(reply: FastifyReply, path: string): void {
  reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
}
