import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessSchema, controllerRoutes, describeGuardedRoutes } from '@atelier/access';
import { operations, routeOf, type ServiceName } from '@atelier/contracts';
import { type ServiceSchema, startTestDatabase, type TestDatabase } from '@atelier/database';
import { FeatureStoreModule, featureStoreSchema } from '@atelier/feature-store';
import { InferenceModule, inferenceSchema } from '@atelier/inference';
import { IngestionModule, ingestionSchema } from '@atelier/ingestion';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { MonitoringModule, monitoringSchema } from '@atelier/monitoring';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { type ProgramDefinition, startProgram } from '@atelier/program';
import { RegistryModule, registrySchema } from '@atelier/registry';
import { TrainerModule, trainerSchema } from '@atelier/trainer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'atelier-mesh-'));

interface MeshService {
  readonly schemas: readonly ServiceSchema[];
  readonly modules: ProgramDefinition['modules'];
  readonly open?: readonly string[];
}

/** As `apps/SERVICE/src/main.ts` chooses them. */
const services: Record<ServiceName, MeshService> = {
  ingestion: { schemas: [ingestionSchema], modules: [IngestionModule.forRoot({ workFolder: join(folder, 'uploads') })] },
  'feature-store': {
    schemas: [jobsSchema, onlineFeaturesSchema, featureStoreSchema],
    modules: [JobsModule.forProgram({ workers: true }), FeatureStoreModule.forRoot({ workFolder: join(folder, 'features') })],
  },
  trainer: {
    schemas: [jobsSchema, trainerSchema],
    modules: [JobsModule.forProgram({ workers: true }), TrainerModule.forRoot({ workFolder: join(folder, 'training') })],
  },
  registry: { schemas: [registrySchema], modules: [RegistryModule.forRoot()] },
  inference: {
    schemas: [onlineFeaturesSchema, inferenceSchema],
    modules: [InferenceModule.forRoot({ spoolFolder: join(folder, 'spool') })],
    open: ['/v2/health/live', '/v2/health/ready'],
  },
  monitoring: { schemas: [monitoringSchema], modules: [MonitoringModule.forRoot()] },
};

describe('the programs of the mesh, one service each', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startTestDatabase();
  });
  afterAll(async () => {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (name: ServiceName) => {
    const { schemas, modules } = services[name];
    const program = await startProgram({
      name,
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      logLevel: 'silent',
      logFormat: 'json',
      database: { connection: { url: database.url } },
      bus: { kind: 'in-process' },
      artifacts: { driver: { kind: 'folder', folder }, cacheFolder: join(folder, 'cache'), cacheBytes: 1e6 },
      access: { keyRoutes: false },
      services: [name],
      schemas: [accessSchema, ...schemas],
      modules,
    });
    return program.application;
  };

  describe.each(Object.keys(services) as ServiceName[])('%s', (name) => {
    let routes: string[];
    describeGuardedRoutes(async () => {
      const application = await start(name);
      routes = controllerRoutes(application).map(({ route }) => route);
      return application;
    }, services[name].open);

    it('answers all that the gateway sends to it', () => {
      const sent = operations.map(({ route }) => route).filter((route) => routeOf(route.split(' ')[1])?.owner === name);
      expect(sent.length).toBeGreaterThan(0);
      expect(routes).toEqual(expect.arrayContaining(sent));
    });
  });
});
