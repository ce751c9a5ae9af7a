import { AtelierError, toAtelierError, toProblem } from '@atelier/contracts';
import { DatabaseModule, startTestDatabase, type TestDatabase } from '@atelier/database';
import { TelemetryModule } from '@atelier/telemetry';
import { type ArgumentsHost, Catch, type DynamicModule, type ExceptionFilter, HttpException, type Type } from '@nestjs/common';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessModule, type AccessOptions } from './access.module.js';
import { accessSchema } from './store/access-schema.js';

@Catch()
class Problems implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = thrown instanceof HttpException ? new AtelierError('request.invalid', thrown.message) : toAtelierError(thrown);
    const problem = toProblem(error);
    host.switchToHttp().getResponse().status(problem.status).send(problem);
  }
}

export interface AccessApplication {
  readonly application: NestFastifyApplication;
  readonly database: TestDatabase;
  stop(): Promise<void>;
}

/** For specs: a program with telemetry, access and these controllers on a database of its own. */
export async function startAccessApplication(
  controllers: Type[],
  options: AccessOptions,
  existing?: TestDatabase,
): Promise<AccessApplication> {
  const database = existing ?? (await startTestDatabase());
  class Root {}
  const root: DynamicModule = {
    module: Root,
    imports: [
      TelemetryModule.forProgram({ service: 'test', version: '0', level: 'silent' }),
      DatabaseModule.forProgram({ connection: { url: database.url }, services: [accessSchema] }),
      AccessModule.forProgram(options),
    ],
    controllers,
  };
  const application = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false, abortOnError: false });
  application.useGlobalFilters(new Problems());
  application.useGlobalPipes(new StandardSchemaValidationPipe());
  await application.init();
  await application.getHttpAdapter().getInstance().ready();
  const stop = async () => {
    await application.close();
    if (!existing) await database.stop();
  };
  return { application, database, stop };
}
