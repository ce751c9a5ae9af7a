import { AccessModule, type AccessOptions } from '@atelier/access';
import { ArtifactsModule, type ArtifactsOptions } from '@atelier/artifacts';
import { BusModule, type BusOptions, busTransport } from '@atelier/bus';
import type { ServiceName } from '@atelier/contracts';
import { type DatabaseConnection, DatabaseModule, type ServiceSchema } from '@atelier/database';
import { AtelierLogger, ReadinessChecks, TelemetryModule } from '@atelier/telemetry';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BusMetrics } from './bus-metrics.js';
import { DatabaseReadiness } from './database-readiness.js';
import { addSecurityHeaders, createHttpAdapter, refusePathTricks } from './edge/http.js';
import { OpenApiController, OpenApiDocument } from './edge/openapi.js';
import { ProblemFilter } from './edge/problem-filter.js';
import { validationPipe } from './edge/validation.js';
import { bidFarewell } from './farewell.js';

type ImportedModule = DynamicModule | Type;

/** A program: a few services, and the drivers that their ports get. Embedded and mesh differ in these values alone. */
export interface ProgramDefinition {
  readonly name: string;
  readonly version: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly logLevel: string;
  /** One line for people (embedded), JSON for machines (mesh). */
  readonly logFormat: 'line' | 'json';
  readonly database: { readonly connection: DatabaseConnection; readonly poolSize?: number };
  readonly bus: BusOptions['driver'];
  readonly artifacts: ArtifactsOptions;
  readonly access?: AccessOptions;
  readonly services: readonly ServiceName[];
  /** Schemas of the services and of the libraries that store (access, jobs). */
  readonly schemas: readonly ServiceSchema[];
  readonly modules: readonly ImportedModule[];
  /** Called before listening: static files, a proxy. */
  readonly prepare?: (application: NestFastifyApplication) => Promise<void>;
}

export interface RunningProgram {
  readonly url: string;
  readonly application: NestFastifyApplication;
  /** Drains and stops: no new request, those in flight are answered, running jobs are given back, then the drivers close. */
  stop(): Promise<void>;
}

const jsonBodyBytes = 32 * 1024 * 1024;

/** Starts a program: drivers, modules, HTTP edge, event handlers; ready when it returns. */
export async function startProgram(definition: ProgramDefinition): Promise<RunningProgram> {
  const adapter = createHttpAdapter({ bodyBytes: jsonBodyBytes });
  const application = await NestFactory.create<NestFastifyApplication>(rootModule(definition), adapter, {
    bufferLogs: true,
    abortOnError: false,
  });
  application.useLogger(application.get(AtelierLogger));
  application.useGlobalPipes(validationPipe());
  application.useGlobalFilters(new ProblemFilter());
  addSecurityHeaders(adapter);
  refusePathTricks(adapter);
  adapter.getInstance().removeContentTypeParser('text/plain');
  application.get(OpenApiDocument).describe(application);
  await definition.prepare?.(application);
  if (definition.services.length > 0) {
    application.connectMicroservice({ strategy: busTransport(application) }, { inheritAppConfig: false });
    await application.startAllMicroservices();
  }
  await application.listen(definition.listen.port, definition.listen.host);
  return { url: (await application.getUrl()).replace('[::1]', '127.0.0.1'), application, stop: () => stop(application) };
}

function rootModule(definition: ProgramDefinition): DynamicModule {
  @Module({})
  class ProgramModule {}
  return {
    module: ProgramModule,
    imports: [
      TelemetryModule.forProgram({
        service: definition.name,
        version: definition.version,
        level: definition.logLevel,
        format: definition.logFormat,
      }),
      DatabaseModule.forProgram({ ...definition.database, services: definition.schemas }),
      BusModule.forProgram({ driver: definition.bus, services: definition.services }),
      ArtifactsModule.forProgram(definition.artifacts),
      AccessModule.forProgram(definition.access ?? {}),
      ...definition.modules,
    ],
    controllers: [OpenApiController],
    providers: [OpenApiDocument, DatabaseReadiness, BusMetrics],
  };
}

/** How long a request may take to end once the program stops; streams that never end are cut after it. Milliseconds. */
const drainMs = 10_000;

/** How long callers are told to leave before nothing is taken any more. Milliseconds. */
const farewellMs = 500;

/** Readiness says no first, so that a balancer looks elsewhere, and callers are told to leave; then Nest's shutdown hooks run in order. */
async function stop(application: NestFastifyApplication): Promise<void> {
  application.get(ReadinessChecks).drain();
  await bidFarewell(application.getHttpServer(), farewellMs);
  const cut = setTimeout(() => application.getHttpServer().closeAllConnections(), drainMs);
  try {
    await application.close();
  } finally {
    clearTimeout(cut);
  }
}
