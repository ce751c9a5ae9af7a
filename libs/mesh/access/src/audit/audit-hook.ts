import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AuditLog } from './audit-log.js';
import { auditOf, isAudited, type PrincipalRequest } from './audited-request.js';

/**
 * Records every request that changes something, with its outcome, before its answer leaves. A hook of those routes alone: an interceptor of
 * Nest's would lead every request through rxjs, predictions too (docs/decisions/013-serving-path.md).
 */
@Injectable()
export class AuditHook {
  /** Runs before any route is registered: Nest does so after all providers are made. */
  constructor(
    host: HttpAdapterHost,
    private readonly log: AuditLog,
  ) {
    if (host.httpAdapter?.getType() !== 'fastify') return;
    const record = (request: PrincipalRequest, reply: FastifyReply, payload: unknown) => this.record(request, reply, payload);
    host.httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', (route) => {
      if (isAudited(route)) route.onSend = [route.onSend ?? [], record].flat();
    });
  }

  /** A request without a valid key, and a public route, have no principal: nobody to record. */
  private async record(request: PrincipalRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    if (request.principal) await this.log.record(auditOf(request, request.principal, outcomeOf(reply.statusCode, payload)));
    return payload;
  }
}

/** `ok`, or the code of the problem that the caller is told. */
function outcomeOf(status: number, payload: unknown): string {
  if (status < 400) return 'ok';
  return codeOf(payload) ?? `http.${status}`;
}

function codeOf(payload: unknown): string | undefined {
  if (typeof payload !== 'string') return undefined;
  try {
    const problem: unknown = JSON.parse(payload);
    if (typeof problem !== 'object' || problem === null || !('code' in problem)) return undefined;
    return typeof problem.code === 'string' ? problem.code : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
