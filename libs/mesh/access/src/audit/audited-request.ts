import type { Principal } from '@atelier/contracts';
import type { FastifyRequest } from 'fastify';
import type { Audited } from './audit-log.js';

export type PrincipalRequest = FastifyRequest & { principal?: Principal };

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Questions by POST; every answer of them is in the prediction log. */
const predictions = /\/(predict|infer)$/;

/** Whether the request changes something, and so belongs into the audit log. */
export function isAudited(request: Pick<FastifyRequest, 'method' | 'routeOptions'>): boolean {
  return changing.has(request.method) && !predictions.test(request.routeOptions.url ?? '');
}

export function auditOf(request: FastifyRequest, { project, keyId }: Principal, outcome: string): Audited {
  const action = `${request.method} ${request.routeOptions.url ?? 'unmatched'}`;
  const target = request.url.split('?', 1)[0].slice(0, 500);
  return { project, keyId, action, target, outcome, requestId: request.id };
}
