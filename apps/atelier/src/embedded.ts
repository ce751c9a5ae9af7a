import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessSchema } from '@atelier/access';
import { serviceNames } from '@atelier/contracts';
import { lockHome } from '@atelier/database';
import { FeatureStoreModule, featureStoreSchema } from '@atelier/feature-store';
import { InferenceModule, inferenceSchema } from '@atelier/inference';
import { IngestionModule, ingestionSchema } from '@atelier/ingestion';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { MonitoringModule, monitoringSchema } from '@atelier/monitoring';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { limitsOf, type ProgramDefinition, type RunningProgram, serveDashboard, startProgram } from '@atelier/program';
import { RegistryModule, registrySchema } from '@atelier/registry';
import { TrainerModule, trainerSchema } from '@atelier/trainer';
import { type EmbeddedSettings, limitDefaults } from './settings.js';

const version = '0.1.0';
const cacheBytes = 1024 ** 3;
const dashboard = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

/** Every service in one process on one folder: embedded PostgreSQL, files, the in-process bus. The folder is locked for as long as the program runs. */
export async function startEmbedded(settings: EmbeddedSettings): Promise<RunningProgram> {
  const lock = await lockHome(settings.home);
  try {
    lock.announce(`http://${settings.host}:${settings.port}`);
    const program = await startProgram(embeddedDefinition(settings));
    lock.announce(program.url);
    return {
      ...program,
      stop: async () => {
        await program.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function embeddedDefinition({ host, port, home, logLevel, limits }: EmbeddedSettings): ProgramDefinition {
  const { ingestion, trainer, registry, inference, monitoring } = limitDefaults;
  return {
    name: 'atelier',
    version,
    listen: { host, port },
    logLevel,
    logFormat: 'line',
    database: { connection: { home } },
    bus: { kind: 'in-process' },
    artifacts: { driver: { kind: 'folder', folder: join(home, 'artifacts') }, cacheFolder: join(home, 'cache'), cacheBytes },
    access: { firstKeyFile: join(home, 'api-key') },
    services: serviceNames,
    schemas: [
      accessSchema,
      jobsSchema,
      onlineFeaturesSchema,
      ingestionSchema,
      featureStoreSchema,
      trainerSchema,
      registrySchema,
      inferenceSchema,
      monitoringSchema,
    ],
    modules: [
      JobsModule.forProgram({ workers: true, soleHolder: 'embedded' }),
      IngestionModule.forRoot({ workFolder: join(home, 'uploads'), ...limitsOf('ingestion', ingestion, limits) }),
      FeatureStoreModule.forRoot({
        workFolder: join(home, 'features'),
        ...limitsOf('feature-store', limitDefaults['feature-store'], limits),
      }),
      TrainerModule.forRoot({ workFolder: join(home, 'training'), ...limitsOf('trainer', trainer, limits) }),
      RegistryModule.forRoot({ workFolder: join(home, 'imports'), ...limitsOf('registry', registry, limits) }),
      InferenceModule.forRoot({ spoolFolder: join(home, 'spool'), ...limitsOf('inference', inference, limits) }),
      MonitoringModule.forRoot(limitsOf('monitoring', monitoring, limits)),
    ],
    prepare: (application) => serveDashboard(application, dashboard),
  };
}
