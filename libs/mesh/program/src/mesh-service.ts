import { join } from 'node:path';
import { accessSchema, assertSafeSecrets, passwordOf } from '@atelier/access';
import { AtelierError, type ServiceName } from '@atelier/contracts';
import type { ServiceSchema } from '@atelier/database';
import type { z } from 'zod';
import { type ProgramDefinition, type RunningProgram, startProgram } from './program.js';
import { type meshEnvironment, readSettings } from './settings/settings.js';
import { stopOnSignals } from './stopping.js';

export type MeshSettings<Shape extends typeof meshEnvironment> = z.infer<z.ZodObject<Shape>>;

const cacheBytes = 10 * 1024 ** 3;

export interface MeshProgram<Shape extends typeof meshEnvironment> {
  readonly name: string;
  readonly version: string;
  /** The environment that it reads: `meshEnvironment` and what is its own. */
  readonly environment: Shape;
  readonly services: readonly ServiceName[];
  readonly schemas: readonly ServiceSchema[];
  readonly modules: (settings: MeshSettings<Shape>) => ProgramDefinition['modules'];
  readonly access?: (settings: MeshSettings<Shape>) => ProgramDefinition['access'];
  readonly prepare?: ProgramDefinition['prepare'];
}

/** Runs a program of the mesh until it is told to stop: settings from the environment, Kafka, PostgreSQL by URL, S3. Ends with 1 and the reason when it cannot start. */
export async function runMeshProgram<Shape extends typeof meshEnvironment>(program: MeshProgram<Shape>): Promise<void> {
  await orEnd(async () => {
    const settings = readSettings(program.environment, process.env) as MeshSettings<Shape>;
    const running = await startProgram(meshDefinition(program, settings));
    stopOnSignals(() => running.stop());
    return running;
  });
}

/** A failure to start is one line on standard error: what, and what to do. */
export async function orEnd(start: () => Promise<RunningProgram>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const reason = error instanceof AtelierError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`atelier cannot start: ${reason}\n`);
    process.exit(1);
  }
}

function meshDefinition<Shape extends typeof meshEnvironment>(program: MeshProgram<Shape>, given: MeshSettings<Shape>): ProgramDefinition {
  const settings = given as MeshSettings<typeof meshEnvironment>;
  assertSafeSecrets({
    ATELIER_DATABASE_URL: passwordOf(settings.ATELIER_DATABASE_URL),
    ATELIER_S3_ACCESS_KEY: settings.ATELIER_S3_ACCESS_KEY,
    ATELIER_S3_SECRET_KEY: settings.ATELIER_S3_SECRET_KEY,
  });
  return {
    name: program.name,
    version: program.version,
    listen: { host: settings.ATELIER_HOST, port: settings.ATELIER_PORT },
    logLevel: settings.ATELIER_LOG_LEVEL,
    logFormat: 'json',
    database: { connection: { url: settings.ATELIER_DATABASE_URL }, poolSize: settings.ATELIER_DATABASE_POOL },
    bus: {
      kind: 'kafka',
      brokers: settings.ATELIER_KAFKA_BROKERS,
      clientId: `atelier-${program.name}`,
      ssl: settings.ATELIER_KAFKA_SSL,
      prefix: settings.ATELIER_KAFKA_PREFIX,
    },
    artifacts: {
      driver: {
        kind: 's3',
        endPoint: settings.ATELIER_S3_ENDPOINT,
        port: settings.ATELIER_S3_PORT,
        useSSL: settings.ATELIER_S3_SSL,
        accessKey: settings.ATELIER_S3_ACCESS_KEY,
        secretKey: settings.ATELIER_S3_SECRET_KEY,
        bucket: settings.ATELIER_S3_BUCKET,
      },
      cacheFolder: join(settings.ATELIER_WORK, 'artifacts'),
      cacheBytes,
    },
    access: program.access?.(given) ?? { keyRoutes: false },
    services: program.services,
    schemas: [accessSchema, ...program.schemas],
    modules: program.modules(given),
    prepare: program.prepare,
  };
}
