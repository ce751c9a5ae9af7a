import { types } from 'node:util';
import { AtelierError } from '@atelier/contracts';
import type { QueryRunner } from 'typeorm';

/** Errors of sockets and of the driver that mean: there is no connection, or it is gone. */
const systemCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const driverMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout e(xceeded|xpired)|Connection ended unexpectedly)|not queryable|Cannot use a pool after/;

type Failure = Error & { code?: string };

/** Also errors of another realm: sockets' errors are, in a vm context. */
const isError = (value: unknown): value is Failure => value instanceof Error || types.isNativeError(value);

/** PostgreSQL's SQLSTATE classes: 08 connection, 57P admin shutdown or start-up, 53300 too many connections. */
function isUnavailable(error: Failure): boolean {
  const { code = '', message } = error;
  return systemCodes.has(code) || code.startsWith('08') || code.startsWith('57P') || code === '53300' || driverMessages.test(message);
}

/** The error as the domain knows it: `database.unavailable`, `storage.full`; any other (a violated constraint) is returned unchanged. */
export function databaseError(thrown: unknown): unknown {
  if (!isError(thrown) || thrown instanceof AtelierError) return thrown;
  const error: Failure = 'driverError' in thrown && isError(thrown.driverError) ? thrown.driverError : thrown;
  if (error.code === '53100') return new AtelierError('storage.full', 'The database cannot store more.', [], { cause: thrown });
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some((each) => isError(each) && isUnavailable(each)))
    return unavailable(thrown);
  return isUnavailable(error) ? unavailable(thrown) : thrown;
}

function unavailable(cause: unknown): AtelierError {
  return new AtelierError('database.unavailable', 'The database does not answer.', [], { cause });
}

/** Makes the runner throw `databaseError`s. A connection that is lost between two queries is lost for the runner: also unavailable. */
export function translateErrors(runner: QueryRunner): QueryRunner {
  let released = false;
  const translate = (error: unknown): unknown =>
    runner.isReleased && !released && isError(error) && error.name === 'QueryRunnerAlreadyReleasedError'
      ? unavailable(error)
      : databaseError(error);
  const { connect, query, release } = runner;
  runner.connect = () => connect.call(runner).catch((error: unknown) => Promise.reject(translate(error)));
  const translated = (...args: Parameters<typeof query>) =>
    query.apply(runner, args).catch((error: unknown) => Promise.reject(translate(error)));
  runner.query = translated as typeof query;
  runner.release = () => {
    released = true;
    return release.call(runner);
  };
  return runner;
}
