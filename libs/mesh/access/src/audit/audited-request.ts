import type { Principal } from '@atelier/contracts';
import type { FastifyRequest, RouteOptions } from 'fastify';
import type { Audited } from './audit-log.js';

export type PrincipalRequest = FastifyRequest & { principal?: Principal };

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Questions by POST, which change nothing: predictions, each of whose answers is in the prediction log, and reads of features. */
const questions = /\/(predict|infer|features\/(online|get-online-features))$/;

/** Whether requests of the route change something, and so belong into the audit log. */
export function isAudited({ method, url }: Pick<RouteOptions, 'method' | 'url'>): boolean {
  return [method].flat().some((each) => changing.has(each.toUpperCase())) && !questions.test(url);
}

export function auditOf(request: FastifyRequest, { project, keyId }: Principal, outcome: string): Audited {
  const action = `${request.method} ${request.routeOptions.url ?? 'unmatched'}`;
  const target = request.url.split('?', 1)[0].slice(0, 500);
  return { project, keyId, action, target, outcome, requestId: request.id };
}
