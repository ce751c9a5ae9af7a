import { resolve } from 'node:path';
import { embeddedEnvironment, optionsAsEnvironment, readSettings } from '@atelier/program';

export interface EmbeddedSettings {
  readonly host: string;
  readonly port: number;
  /** The folder that holds everything: database, artifacts, spool, key. */
  readonly home: string;
  readonly logLevel: string;
}

/** The program's settings: command line (`--port`, `--home`), then environment, then defaults. All faults are reported together. */
export function embeddedSettings(args: readonly string[], environment: NodeJS.ProcessEnv): EmbeddedSettings {
  const settings = readSettings(embeddedEnvironment, { ...environment, ...optionsAsEnvironment(args) });
  return {
    host: settings.ATELIER_HOST,
    port: settings.ATELIER_PORT,
    home: resolve(settings.ATELIER_HOME),
    logLevel: settings.ATELIER_LOG_LEVEL,
  };
}
