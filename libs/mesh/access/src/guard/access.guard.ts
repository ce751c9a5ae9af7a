import { AtelierError, type Principal, type Role, roles } from '@atelier/contracts';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PrincipalRequest } from '../audit/audited-request.js';
import { KeyVerifier } from '../keys/key-verifier.js';
import type { RequestLimits } from '../limits/request-limits.js';
import { AccessRules } from './access-rules.js';

/** `RequestLimits`, or null where nothing is limited. */
export const requestLimits = Symbol('atelier:request-limits');

/** The guard of every route: refused unless the route is public, or allows the role of a valid key. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly rules: AccessRules,
    private readonly verifier: KeyVerifier,
    @Inject(requestLimits) private readonly limits: RequestLimits | null,
  ) {}

  /** Synchronous for a remembered key: predictions pass here. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true; // events come from the bus, not from callers
    const rule = this.rules.of(context.getClass(), context.getHandler());
    if (rule === 'open') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<PrincipalRequest>();
    const reply = http.getResponse<FastifyReply>();
    this.limits?.takeAddress(request.ip, reply);
    const principal = this.verifier.verify(request.headers.authorization);
    if (principal instanceof Promise) return principal.then((verified) => this.admit(verified, rule, request, reply));
    return this.admit(principal, rule, request, reply);
  }

  private admit(principal: Principal, rule: Role | 'nobody', request: PrincipalRequest, reply: FastifyReply): boolean {
    this.limits?.takeKey(principal.keyId, reply);
    request.principal = principal;
    if (rule !== 'nobody' && roles.indexOf(principal.role) >= roles.indexOf(rule)) return true;
    const needed = rule === 'nobody' ? 'Nobody may call this route.' : `This needs the role ${rule}; the key has ${principal.role}.`;
    throw new AtelierError('access.forbidden', needed);
  }
}
