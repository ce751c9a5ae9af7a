import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AtelierClient } from '@atelier/sdk';
import type { Command } from 'commander';

export interface ConnectionFlags {
  readonly url: string;
  readonly key?: string;
  readonly home: string;
}

/** The client for the platform that the flags and the environment name; on a laptop the key is read from the home folder. */
export function connect(command: Command): AtelierClient {
  const { url, key, home } = command.optsWithGlobals<ConnectionFlags>();
  return new AtelierClient({ url, key: key ?? process.env.ATELIER_KEY ?? keyOf(home) });
}

/** The first key of an embedded platform, as it wrote it. */
export function keyOf(home: string): string {
  const file = join(home, 'api-key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(
      `No API key: there is none in ${file}. Start the platform (npm start), name its folder with --home, or give --key or ATELIER_KEY.`,
      { cause },
    );
  }
}
