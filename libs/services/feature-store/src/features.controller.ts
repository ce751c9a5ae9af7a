import { Allow, Caller } from '@atelier/access';
import {
  type FeatureViewAnswer,
  type OnlineAnswer,
  type OnlineRequest,
  onlineRequestSchema,
  pageQuerySchema,
  type Principal,
  type RegisterView,
  registerViewSchema,
} from '@atelier/contracts';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { OnlineStore } from './online/online-store.js';
import type { MLFeatureStore } from './views/feature-view.entity.js';
import { Views } from './views/views.js';

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
