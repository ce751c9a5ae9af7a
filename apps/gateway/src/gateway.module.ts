import { KeyVerifier, requestLimits, type RequestLimits } from '@atelier/access';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { MeshOpenApi } from './openapi.js';
import { UpstreamDispatcher, type UpstreamLimits } from './proxy/dispatcher.js';
import { EventStreams } from './proxy/event-streams.js';
import { proxyPlugin, type Upstreams } from './proxy/proxy.plugin.js';

export interface GatewayOptions {
  /** Base address of each service. */
  readonly upstreams: Upstreams;
  readonly limits?: UpstreamLimits;
}

const gatewayOptions = Symbol('atelier:gateway');

/** The mesh's one public origin: key, limits, one OpenAPI document, and the way to the services. */
@Module({})
export class GatewayModule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly dispatcher: UpstreamDispatcher;
  private readonly streams = new EventStreams();

  static forProgram(options: GatewayOptions): DynamicModule {
    return { module: GatewayModule, providers: [{ provide: gatewayOptions, useValue: options }] };
  }

  constructor(
    @Inject(gatewayOptions) private readonly options: GatewayOptions,
    @Inject(requestLimits) private readonly limits: RequestLimits | null,
    private readonly verifier: KeyVerifier,
    private readonly host: HttpAdapterHost,
  ) {
    this.dispatcher = new UpstreamDispatcher(options.limits ?? { connect: 2_000, firstByte: 600_000 });
    new MeshOpenApi(options.upstreams).extend(host.httpAdapter.getInstance<FastifyInstance>());
  }

  async onModuleInit(): Promise<void> {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    const { upstreams } = this.options;
    await server.register(proxyPlugin, {
      upstreams,
      dispatcher: this.dispatcher,
      verifier: this.verifier,
      limits: this.limits,
      streams: this.streams,
    });
  }

  /** Nest closes the server next, which waits for what is in flight. */
  beforeApplicationShutdown(): void {
    this.streams.endAll();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatcher.close();
  }
}
