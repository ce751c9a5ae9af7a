import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { controllerRoutes, describeGuardedRoutes, enumerateRoutes } from '@atelier/access';
import { operations } from '@atelier/contracts';
import type { RunningProgram } from '@atelier/program';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmbedded } from './embedded.js';

const built = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
/** The dashboard's files are public: they hold no data. */
const files = existsSync(built)
  ? [
      '/',
      ...readdirSync(built, { recursive: true, withFileTypes: true }).map(
        ({ parentPath, name }) => `/${relative(built, join(parentPath, name))}`,
      ),
    ]
  : [];

describe('the embedded program', () => {
  const home = mkdtempSync(join(tmpdir(), 'atelier-embedded-'));
  let program: RunningProgram;

  beforeAll(async () => {
    program = await startEmbedded({ host: '127.0.0.1', port: 0, home, logLevel: 'silent', limits: {} });
  });
  afterAll(async () => {
    await program.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('documents every route that it has, and has every route that is documented', () => {
    const routes = enumerateRoutes(program.application).filter(
      ({ method, path }) => !['HEAD', 'OPTIONS'].includes(method) && !files.includes(path),
    );
    const has = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(has.toSorted()).toEqual(operations.map(({ route }) => route).toSorted());
  });

  it('checks by the schemas and allows the roles that are documented', () => {
    const documented = operations.map(({ route, access, body, query, answer }) => ({ route, access, body, query, status: answer.status }));
    const routes = new Map(controllerRoutes(program.application).map((each) => [each.route, each]));
    for (const { route, access, body, query, status } of documented) {
      const found = routes.get(route);
      expect([route, found?.rule, found?.status]).toEqual([route, access, status]);
      expect([route, found?.query === query?.schema]).toEqual([route, true]);
      // Predictions, uploads and imports read their bodies themselves, without a pipe.
      if (found?.body) expect([route, found.body === body?.schema]).toEqual([route, true]);
      else expect([route, body?.type]).toEqual([route, unpiped[route]]);
    }
  });

  const unpiped: Record<string, string> = {
    'POST /api/ml/datasets/upload': 'multipart/form-data',
    'POST /api/ml/models/import': 'multipart/form-data',
    'POST /api/ml/models/predict': 'application/json',
  };

  describeGuardedRoutes(async () => program.application, ['/v2/health/live', '/v2/health/ready', ...files]);
});
