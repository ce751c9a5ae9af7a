import type { Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const lookMs = 20;

/**
 * Tells callers who keep their connections to leave, with their next answer, and waits until none is left, at most so many milliseconds.
 * A connection that is closed while its next request is on the way fails that request; one that its caller has left does not.
 */
export async function bidFarewell(server: Server, milliseconds: number): Promise<void> {
  server.prependListener('request', (_request: unknown, response: ServerResponse) => response.setHeader('connection', 'close'));
  const deadline = performance.now() + milliseconds;
  while ((await countConnections(server)) > 0 && performance.now() < deadline) await pause(lookMs);
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
}
