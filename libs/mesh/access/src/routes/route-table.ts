import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

export interface Route {
  readonly method: string;
  /** The pattern, as Fastify has it: `/api/ml/keys/:key_id`. */
  readonly path: string;
}

/** Every route that the program's server has, whoever registered it: controllers, plugins, static files. */
@Injectable()
export class RouteTable {
  readonly routes: Route[] = [];

  /** Runs before any route is registered: Nest does so after all providers are made. */
  constructor(host: HttpAdapterHost) {
    if (host.httpAdapter?.getType() !== 'fastify') return;
    host.httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', ({ method, path }) => {
      for (const each of [method].flat()) this.routes.push({ method: each, path });
    });
  }
}
