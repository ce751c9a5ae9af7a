import { randomUUID } from 'node:crypto';
import { AtelierError, type ErrorCode, toAtelierError, toProblem } from '@atelier/contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';

interface Reply {
  sent: boolean;
  raw: { headersSent: boolean };
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  type(contentType: string): Reply;
  send(body: unknown): unknown;
}

/** Fastify's own refusals, by its stable codes. */
const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.content_type',
  FST_ERR_CTP_EMPTY_TYPE: 'request.content_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.invalid',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.truncated',
  FST_ERR_BAD_URL: 'request.invalid',
  ECONNRESET: 'request.truncated',
};

const nestStatuses: Readonly<Record<number, ErrorCode>> = {
  400: 'request.invalid',
  401: 'access.unauthenticated',
  403: 'access.forbidden',
  404: 'route.not_found',
  413: 'request.too_large',
  415: 'request.content_type',
  429: 'request.rate_limited',
};

/** The edge: every failure leaves as RFC 9457 problem details; statuses come from the error catalogue alone. Causes go to the log, never to the caller. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown;
    const reply = host.switchToHttp().getResponse<Reply>();
    const error = edgeError(thrown);
    const instance = `urn:uuid:${randomUUID()}`;
    const problem = toProblem(error, instance);
    if (problem.status >= 500) this.logger.error({ err: error.cause ?? error, code: error.code, instance }, error.detail);
    if (reply.sent || reply.raw.headersSent) return;
    if (problem.status === 503) reply.header('retry-after', '1');
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    const { url } = host.switchToHttp().getRequest<{ url: string }>();
    // What fails before a handler of the Open Inference Protocol is reached (a body that is no JSON) still answers as that protocol says.
    if (/^\/v2(\/|$)/.test(url))
      reply
        .status(problem.status)
        .type('application/json')
        .send(JSON.stringify({ error: problem.detail }));
    else reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** Anything thrown on the way of a request, as an error of the catalogue. */
export function edgeError(thrown: unknown): AtelierError {
  if (thrown instanceof AtelierError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  if (code && Object.hasOwn(fastifyCodes, code)) return new AtelierError(fastifyCodes[code], (thrown as Error).message);
  if (thrown instanceof HttpException) return fromHttpException(thrown);
  if (thrown instanceof SyntaxError && 'statusCode' in thrown && thrown.statusCode === 400)
    return new AtelierError('request.invalid', `The body is not valid JSON: ${thrown.message}`);
  return toAtelierError(thrown);
}

function fromHttpException(thrown: HttpException): AtelierError {
  const status = thrown.getStatus();
  const code = nestStatuses[status] ?? (status < 500 ? 'request.invalid' : 'internal');
  return new AtelierError(code, code === 'internal' ? 'An unexpected failure; the log has its cause.' : thrown.message, [], {
    cause: thrown,
  });
}
