import { type AtelierError, toAtelierError } from '@atelier/contracts';
import { type CallHandler, type ExecutionContext, HttpException, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AuditLog } from './audit-log.js';
import { auditOf, isAudited, type PrincipalRequest } from './audited-request.js';

/** Records every request that changes something, with its outcome. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly log: AuditLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<PrincipalRequest>();
    return isAudited(request) ? from(this.recorded(request, next)) : next.handle();
  }

  private async recorded(request: PrincipalRequest, next: CallHandler): Promise<unknown> {
    try {
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.record(request, 'ok');
      return answer;
    } catch (error) {
      await this.record(request, outcomeOf(error));
      throw error;
    }
  }

  /** A public route has no principal: nobody to record. */
  private async record(request: PrincipalRequest, outcome: string): Promise<void> {
    if (request.principal) await this.log.record(auditOf(request, request.principal, outcome));
  }
}

function outcomeOf(error: unknown): AtelierError['code'] | `http.${number}` {
  return error instanceof HttpException ? `http.${error.getStatus()}` : toAtelierError(error).code;
}
