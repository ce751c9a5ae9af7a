import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';

/** Serves the dashboard's built files at `/`: public, since they hold no data; what they ask the API for needs a key. Nothing is served when they were not built. */
export async function serveDashboard(application: NestFastifyApplication, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const adapter = application.getHttpAdapter() as unknown as FastifyAdapter;
  await adapter.register(fastifyStatic as unknown as Parameters<typeof adapter.register>[0], {
    root: folder,
    wildcard: false,
    index: ['index.html'],
  });
}
