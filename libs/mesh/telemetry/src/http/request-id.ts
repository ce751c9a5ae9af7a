import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const given = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Names requests: the caller's `x-request-id` when it has a plain form, else a random start for this process and a counter,
 * which costs nothing and is unique across processes.
 */
export function requestIds(start = randomBytes(9).toString('base64url')): (request: Pick<IncomingMessage, 'headers'>) => string {
  let count = 0;
  return ({ headers }) => {
    const id = headers['x-request-id'];
    return typeof id === 'string' && given.test(id) ? id : `${start}-${(count++).toString(36)}`;
  };
}
