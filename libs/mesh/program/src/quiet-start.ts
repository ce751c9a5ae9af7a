import type { AtelierLogger } from '@atelier/telemetry';
import type { LoggerService } from '@nestjs/common';

/** Where Nest tells of each module and route as it starts: two hundred lines that nobody asked for. */
const wordy: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
]);

/** The logger, with Nest's account of its own start at level debug. */
export function quietStart(logger: AtelierLogger): LoggerService {
  return {
    log: (message: unknown, ...rest: unknown[]) => (wordy.has(rest.at(-1)) ? logger.debug(message, ...rest) : logger.log(message, ...rest)),
    error: (message: unknown, ...rest: unknown[]) => logger.error(message, ...rest),
    warn: (message: unknown, ...rest: unknown[]) => logger.warn(message, ...rest),
    debug: (message: unknown, ...rest: unknown[]) => logger.debug(message, ...rest),
    verbose: (message: unknown, ...rest: unknown[]) => logger.verbose(message, ...rest),
    fatal: (message: unknown, ...rest: unknown[]) => logger.fatal(message, ...rest),
  };
}
