import type { LoggerService } from '@nestjs/common';
import { destination, type DestinationStream, pino, stdSerializers, type Logger as PinoLogger } from 'pino';
import { formatLine } from './line-format.js';
import { redactedPaths, redactText } from './redaction.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  readonly service: string;
  readonly version: string;
  /** A `LogLevel`; default `info`. Any other text is refused at the start. */
  readonly level?: string;
  /** `json` for machines (the default), `line` for a terminal. */
  readonly format?: 'json' | 'line';
  /** Where complete entries go, one line each; default standard output. */
  readonly write?: (line: string) => void;
}

/** Nest tells each module and route as it starts: for who looks into that, not for who runs the program. */
const framework = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'NestMicroservice', 'RouterExplorer', 'RoutesResolver']);

/** pino behind Nest's `LoggerService`: `new Logger('jobs').error({ err, job_id }, 'lease lost')`, or Nest's own text forms. */
export class AtelierLogger implements LoggerService {
  constructor(private readonly pino: PinoLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(framework.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Whether entries of the level are written: ask before building a costly one. */
  isEnabled(level: Exclude<LogLevel, 'silent'>): boolean {
    return this.pino.isLevelEnabled(level);
  }

  /** Nest appends the context as the last text; what stands before it is a text to go with an object, or a stack. */
  private write(level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const texts = rest.filter((part): part is string => typeof part === 'string');
    const context = texts.pop();
    const others = rest.filter((part) => typeof part !== 'string' && part !== undefined);
    const fields = { ...(context ? { context } : {}), ...(others.length > 0 ? { details: others } : {}) };
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, texts[0] ?? message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message }, texts[0]);
    else this.pino[level]({ ...fields, ...(texts[0] ? { err: { stack: texts[0] } } : {}) }, String(message));
  }
}

/** The program's logger. Pass it to `NestFactory.create(…, { logger })`, so that what happens before the modules is logged too. */
export function createLogger({ service, version, level = 'info', format = 'json', write }: LoggerOptions): AtelierLogger {
  const base = { service, version };
  const serializers = { err: stdSerializers.errWithCause };
  const options = { level, base, serializers, redact: { paths: [...redactedPaths], censor: '[redacted]' }, timestamp: timestamps };
  return new AtelierLogger(pino(options, sink(format, write)));
}

const timestamps = () => `,"time":"${new Date().toISOString()}"`;

/** Written at once: a program that dies has logged why. */
function sink(format: 'json' | 'line', write?: (line: string) => void): DestinationStream {
  const out = write ? { write } : destination({ dest: 1, sync: true });
  return { write: (entry: string) => out.write(format === 'line' ? formatLine(redactText(entry)) : redactText(entry)) };
}
