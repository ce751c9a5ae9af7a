import { AtelierError } from '@atelier/contracts';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const logLevel = z
  .enum(['trace', 'debug', 'info', 'warn', 'error'])
  .default('info')
  .describe('`trace`, `debug`, `info`, `warn` or `error`');

/** What every service of the mesh reads from its environment. Defaults are the documented ones. */
export const meshEnvironment = {
  ATELIER_HOST: z.string().default('0.0.0.0').describe('Address that it listens on'),
  ATELIER_PORT: port.default(8080).describe('Port that it listens on'),
  ATELIER_LOG_LEVEL: logLevel,
  ATELIER_DATABASE_URL: z
    .string()
    .startsWith('postgres', { message: 'must be a postgres:// address' })
    .describe('PostgreSQL: postgres://USER:PASSWORD@HOST:PORT/DATABASE'),
  ATELIER_DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(10).describe('Connections to it at most'),
  ATELIER_KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .describe('Kafka: HOST:PORT, comma-separated'),
  ATELIER_KAFKA_SSL: flag.default(false).describe('TLS to Kafka'),
  ATELIER_KAFKA_PREFIX: z
    .string()
    .regex(/^[\w.-]{0,100}$/, { message: 'may hold letters, digits, dots, dashes and underscores' })
    .default('')
    .describe('Before the name of each topic and consumer group, for a broker shared with others'),
  ATELIER_S3_ENDPOINT: z.string().min(1).describe('Host of MinIO or any S3'),
  ATELIER_S3_PORT: port.default(9000).describe('Its port'),
  ATELIER_S3_SSL: flag.default(false).describe('TLS to it'),
  ATELIER_S3_ACCESS_KEY: z.string().describe('Its access key'),
  ATELIER_S3_SECRET_KEY: z.string().describe('Its secret key'),
  ATELIER_S3_BUCKET: z.string().min(3).default('atelier').describe('The bucket for artifacts'),
  ATELIER_WORK: z
    .string()
    .min(1)
    .default('/var/lib/atelier')
    .describe('Folder for scratch: artifact cache, spool of predictions, uploads on their way'),
} as const;

/** What the embedded program reads. */
export const embeddedEnvironment = {
  ATELIER_HOST: z
    .literal('127.0.0.1', { message: 'the embedded program listens on 127.0.0.1 alone; run the mesh to serve others' })
    .default('127.0.0.1')
    .describe('It listens to this machine alone'),
  ATELIER_PORT: port.default(4600).describe('Port that it listens on; 0 for any that is free'),
  ATELIER_HOME: z.string().min(1).default('.atelier').describe('Folder that holds everything: database, artifacts, spool, first key'),
  ATELIER_LOG_LEVEL: logLevel,
} as const;

/** Reads settings from an environment; all faults are reported together as `settings.invalid`. Secrets' values are never in the message. */
export function readSettings<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(
    Object.keys(shape).flatMap((name) => (environment[name] === undefined || environment[name] === '' ? [] : [[name, environment[name]]])),
  );
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new AtelierError('settings.invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), errors);
}

/** Command-line options as environment entries: `--port 4600 --home DIR` → ATELIER_PORT, ATELIER_HOME; they win over the environment. */
export function optionsAsEnvironment(args: readonly string[]): Record<string, string> {
  const environment: Record<string, string> = {};
  for (let i = 0; i < args.length; i++) {
    const match = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(args[i]);
    if (!match) throw new AtelierError('settings.invalid', `"${args[i]}" is not an option; use --port PORT and --home DIR.`);
    const value = match[2] ?? args[++i];
    if (value === undefined) throw new AtelierError('settings.invalid', `--${match[1]} needs a value.`);
    environment[`ATELIER_${match[1].toUpperCase().replaceAll('-', '_')}`] = value;
  }
  return environment;
}
