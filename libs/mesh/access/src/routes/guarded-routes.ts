import type * as Jest from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { controllerRoutes } from './controller-routes.js';
import { type Route, RouteTable } from './route-table.js';

/** What needs no key in every program. */
const alwaysOpen = ['/health/live', '/health/ready', '/metrics', '/api/ml/openapi.json'];

/** Every route of the application's server. */
export function enumerateRoutes(application: INestApplication): readonly Route[] {
  return application.get(RouteTable, { strict: false }).routes;
}

/** Controller methods that say neither `@Public` nor `@Allow`, as `KeysController.list`. */
export function undecidedHandlers(application: INestApplication): string[] {
  return controllerRoutes(application)
    .filter(({ rule }) => rule === 'nobody')
    .map(({ handler }) => handler);
}

/**
 * The suite that every program runs on its application: each route of its server refuses a request without a key and one with an
 * unknown key, but for those that are open on purpose (`open`: their paths, beside health, metrics and the OpenAPI document).
 * Uses Jest's globals.
 */
export function describeGuardedRoutes(makeApplication: () => Promise<NestFastifyApplication>, open: readonly string[] = []): void {
  const { afterAll, beforeAll, describe, expect, it } = globalThis as unknown as typeof Jest;
  const isOpen = new Set([...alwaysOpen, ...open]);
  describe('guarded routes', () => {
    let application: NestFastifyApplication;
    beforeAll(async () => {
      application = await makeApplication();
      await application.getHttpAdapter().getInstance().ready();
    });
    afterAll(() => application.close());
    const statuses = async (headers: Record<string, string>) => {
      const answers: Record<string, number> = {};
      for (const { method, path } of enumerateRoutes(application)) {
        if (isOpen.has(path) || method === 'OPTIONS') continue;
        const url = path.replaceAll(/:[A-Za-z_]+/g, 'x').replaceAll('*', 'x');
        const { statusCode } = await application.inject({ method: method as 'GET', url, headers });
        answers[`${method} ${path}`] = statusCode;
      }
      return answers;
    };
    const notRefused = (answers: Record<string, number>) => Object.entries(answers).filter(([, status]) => status !== 401);

    it('has routes', () => expect(enumerateRoutes(application).length).toBeGreaterThan(0));
    it('decides for each handler who may call it', () => expect(undecidedHandlers(application)).toEqual([]));
    it('refuses a request without a key', async () => expect(notRefused(await statuses({}))).toEqual([]));
    it('refuses a request with an unknown key', async () =>
      expect(notRefused(await statuses({ authorization: `Bearer atl_${'x'.repeat(43)}` }))).toEqual([]));
  });
}
