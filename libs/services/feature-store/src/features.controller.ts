import { Allow, Caller } from '@atelier/access';
import { pageQuerySchema, type Principal } from '@atelier/contracts';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { type OnlineAnswer, OnlineStore } from './online/online-store.js';
import type { MLFeatureStore } from './views/feature-view.entity.js';
import { type OnlineRequest, onlineRequestSchema, type RegisterView, registerViewSchema } from './views/view-requests.js';
import { Views } from './views/views.js';

export interface FeatureViewAnswer {
  readonly view_id: string;
  readonly name: string;
  readonly version: number;
  readonly dataset_id: string;
  readonly entity_column: string;
  readonly features: readonly string[];
  readonly timestamp_column: string | null;
  readonly ttl_seconds: number | null;
  readonly status: MLFeatureStore['status'];
  readonly detail: string;
  readonly rows_read: number;
  readonly created_at: string;
}

/** Feature views: registered, listed, and read by the key of an entity. */
@Controller('api/ml/features')
export class FeaturesController {
  constructor(
    private readonly views: Views,
    private readonly online: OnlineStore,
  ) {}

  @Post('views')
  @Allow('trainer')
  async register(@Caller() caller: Principal, @Body({ schema: registerViewSchema }) body: RegisterView): Promise<FeatureViewAnswer> {
    return answer(await this.views.register(caller, body));
  }

  @Get('views')
  @Allow('viewer')
  async list(
    @Caller() caller: Principal,
    @Query({ schema: pageQuerySchema }) page: { limit: number; cursor?: string },
  ): Promise<FeatureViewAnswer[]> {
    return (await this.views.list(caller.project, page)).map(answer);
  }

  @Post('online')
  @HttpCode(200)
  @Allow('viewer')
  read(@Caller() caller: Principal, @Body({ schema: onlineRequestSchema }) body: OnlineRequest): Promise<OnlineAnswer> {
    return this.online.read(caller.project, body);
  }
}

function answer(view: MLFeatureStore): FeatureViewAnswer {
  return {
    view_id: view.viewId,
    name: view.name,
    version: view.version,
    dataset_id: view.datasetId,
    entity_column: view.entityColumn,
    features: view.features,
    timestamp_column: view.timestampColumn,
    ttl_seconds: view.ttlSeconds,
    status: view.status,
    detail: view.detail,
    rows_read: view.rowsRead,
    created_at: view.createdAt.toISOString(),
  };
}
