import type { ServiceName } from '@atelier/contracts';
import { z } from 'zod';

type NumberOf<Options> = { readonly [Name in keyof Options as Options[Name] extends number ? Name : never]?: number };

/** The variables by which a service's limits are set: the option `lineBytes` of ingestion is ATELIER_INGESTION_LINE_BYTES. Whole numbers; none has to be set. */
export function limitVariables<Options extends object>(
  service: ServiceName,
  defaults: Options,
): Record<string, z.ZodType<number | undefined>> {
  const limit = z.coerce.number().int().min(0).optional();
  return Object.fromEntries(limitNames(defaults).map((name) => [limitVariable(service, name), limit]));
}

/** The limits that the settings name, for the service's module; the others keep their defaults. */
export function limitsOf<Options extends object>(
  service: ServiceName,
  defaults: Options,
  settings: Readonly<Record<string, unknown>>,
): NumberOf<Options> {
  const given = limitNames(defaults).map((name) => [name, settings[limitVariable(service, name)]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as NumberOf<Options>;
}

function limitNames(defaults: object): string[] {
  return Object.entries(defaults).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
}

/** The variable that sets an option of a service. */
export function limitVariable(service: ServiceName, option: string): string {
  return `ATELIER_${service}_${option.replace('MiB', 'Mib').replaceAll(/[A-Z]/g, '_$&')}`.replaceAll('-', '_').toUpperCase();
}
