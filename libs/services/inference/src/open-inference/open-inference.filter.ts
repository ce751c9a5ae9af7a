import { errorCatalogue, statusOfKind, toAtelierError } from '@atelier/contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Failures as the Open Inference Protocol wants them: `{"error": "…"}`, with the status of the platform's catalogue. */
@Catch()
export class OpenInferenceFilter implements ExceptionFilter {
  private readonly logger = new Logger('open-inference');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, message } = this.answerTo(thrown);
    if (reply.sent) return;
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    if (status === 503) reply.header('retry-after', '1');
    reply
      .status(status)
      .type('application/json')
      .send(JSON.stringify({ error: message }));
  }

  private answerTo(thrown: unknown): { status: number; message: string } {
    if (thrown instanceof HttpException) return { status: thrown.getStatus(), message: thrown.message };
    const error = toAtelierError(thrown);
    const status = statusOfKind[errorCatalogue[error.code].kind];
    if (status >= 500) this.logger.error({ err: error.cause ?? error, code: error.code }, error.detail);
    return { status, message: error.detail };
  }
}
