import { routeOf, type ServiceName, serviceNames } from '@atelier/contracts';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Upstreams } from './proxy/proxy.plugin.js';

interface OpenApi {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly tags?: readonly { readonly name: string }[];
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

const path = '/api/ml/openapi.json';
const askMilliseconds = 3_000;
const keepMilliseconds = 60_000;

/** The one OpenAPI document of the mesh: the gateway's own and, of each service's, the paths that the route table gives to it. */
export class MeshOpenApi {
  private readonly logger = new Logger('openapi');
  private kept?: { readonly until: number; readonly text: string };

  constructor(
    private readonly upstreams: Upstreams,
    private readonly now: () => number = Date.now,
  ) {}

  /** Completes the answer of the program's own route; to be called before that route is registered. */
  extend(server: FastifyInstance): void {
    server.addHook('onRoute', (route) => {
      if (route.path !== path) return;
      route.onSend = async (_request, reply, own) => (reply.statusCode === 200 ? await this.text(String(own)) : own);
    });
  }

  /** A document that a service is missing from (it is away) is not kept, so that the next request asks again. */
  private async text(own: string): Promise<string> {
    if (this.kept && this.now() < this.kept.until) return this.kept.text;
    const found = await Promise.all(serviceNames.map((service) => this.ask(service)));
    const text = JSON.stringify(found.reduce<OpenApi>(merge, JSON.parse(own) as OpenApi));
    if (!found.includes(null)) this.kept = { until: this.now() + keepMilliseconds, text };
    return text;
  }

  private async ask(service: ServiceName): Promise<OpenApi | null> {
    try {
      const answer = await fetch(new URL(path, this.upstreams[service]), { signal: AbortSignal.timeout(askMilliseconds) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return ownedBy(service, (await answer.json()) as OpenApi);
    } catch (error) {
      this.logger.warn({ err: error, upstream: service }, 'a service is missing from the OpenAPI document');
      return null;
    }
  }
}

function ownedBy(service: ServiceName, document: OpenApi): OpenApi {
  const paths = Object.entries(document.paths).filter(([pattern]) => routeOf(pattern)?.owner === service);
  return { ...document, paths: Object.fromEntries(paths) };
}

/** What is the same in two documents (a shared schema) has one definition in the contracts, so either will do. */
function merge(whole: OpenApi, part: OpenApi | null): OpenApi {
  if (!part) return whole;
  const schemas = { ...part.components?.schemas, ...whole.components?.schemas };
  const tags = [...new Set([...(part.tags ?? []), ...(whole.tags ?? [])].map(({ name }) => name))].map((name) => ({ name }));
  return { ...whole, tags, paths: { ...part.paths, ...whole.paths }, components: { ...whole.components, schemas } };
}
