import { resolve } from 'node:path';
import { AtelierError } from '@atelier/contracts';
import { FeatureStoreOptions } from '@atelier/feature-store';
import { InferenceOptions } from '@atelier/inference';
import { IngestionOptions } from '@atelier/ingestion';
import { MonitoringOptions } from '@atelier/monitoring';
import { embeddedEnvironment, limitVariables, optionsAsEnvironment, readSettings } from '@atelier/program';
import { RegistryOptions } from '@atelier/registry';
import { TrainerOptions } from '@atelier/trainer';

/** What the services' limits are unless the settings say otherwise. */
export const limitDefaults = {
  ingestion: new IngestionOptions(),
  'feature-store': new FeatureStoreOptions(),
  trainer: new TrainerOptions(),
  registry: new RegistryOptions(),
  inference: new InferenceOptions({ spoolFolder: '' }),
  monitoring: new MonitoringOptions(),
} as const;

const environment = {
  ...embeddedEnvironment,
  ...limitVariables('ingestion', limitDefaults.ingestion),
  ...limitVariables('feature-store', limitDefaults['feature-store']),
  ...limitVariables('trainer', limitDefaults.trainer),
  ...limitVariables('registry', limitDefaults.registry),
  ...limitVariables('inference', limitDefaults.inference),
  ...limitVariables('monitoring', limitDefaults.monitoring),
};

export interface EmbeddedSettings {
  readonly host: string;
  readonly port: number;
  /** The folder that holds everything: database, artifacts, spool, key. */
  readonly home: string;
  readonly logLevel: string;
  /** Limits of the services, by variable. */
  readonly limits: Readonly<Record<string, unknown>>;
}

/** The program's settings: command line (`--port`, `--home`), then environment, then defaults. All faults are reported together. */
export function embeddedSettings(args: readonly string[], given: NodeJS.ProcessEnv): EmbeddedSettings {
  const options = optionsAsEnvironment(args);
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(environment, name));
  if (unknown.length > 0)
    throw new AtelierError(
      'settings.invalid',
      `There is no option ${unknown.map(optionOf).join(', ')}; docs/guide/configuration.md has them all.`,
    );
  const settings = readSettings(environment, { ...given, ...options });
  return {
    host: settings.ATELIER_HOST,
    port: settings.ATELIER_PORT,
    home: resolve(settings.ATELIER_HOME),
    logLevel: settings.ATELIER_LOG_LEVEL,
    limits: settings,
  };
}

function optionOf(variable: string): string {
  return `--${variable.replace('ATELIER_', '').replaceAll('_', '-').toLowerCase()}`;
}
