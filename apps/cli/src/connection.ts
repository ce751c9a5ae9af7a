import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AtelierClient } from '@atelier/sdk';
import type { Command } from 'commander';

export interface ConnectionFlags {
  readonly url?: string;
  readonly key?: string;
  readonly home: string;
}

const usualAddress = 'http://127.0.0.1:4600';

/** The client for the platform that the flags and the environment name; on a laptop address and key are read from the home folder. */
export function connect(command: Command): AtelierClient {
  const { url, key, home } = command.optsWithGlobals<ConnectionFlags>();
  const { ATELIER_URL, ATELIER_KEY } = process.env;
  return new AtelierClient({ url: url ?? ATELIER_URL ?? addressOf(home), key: key ?? ATELIER_KEY ?? keyOf(home) });
}

/** Where the embedded platform of this folder said that it listens: it leaves its address in the folder's lock. */
export function addressOf(home: string): string {
  const file = join(home, 'lock');
  if (!existsSync(file)) return usualAddress;
  const { address } = JSON.parse(readFileSync(file, 'utf8')) as { address?: string };
  return address ?? usualAddress;
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
