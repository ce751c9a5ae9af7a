import { it } from '@jest/globals';

type ServerName = 'kafka' | 'minio' | 'postgres';

const control = process.env.ATELIER_TEST_SERVER_CONTROL;

/** Stops, starts or restarts one of the real servers (tools/check/server-control.mjs). */
export async function tellServer(name: ServerName, action: 'stop' | 'start' | 'restart'): Promise<void> {
  const answer = await fetch(`${control}/${name}/${action}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`${name} did not ${action}: ${await answer.text()}`);
}

/** For tests that stop servers: left out where the environment names servers that are not ours to stop. */
export const itStopsServers = control ? it : it.skip;
