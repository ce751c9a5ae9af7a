import { Allow, Caller } from '@atelier/access';
import {
  type AddDataset,
  addDatasetSchema,
  deleteServiceQuerySchema,
  type EntityAnswer,
  type FeaturesDeleted,
  type FeatureServiceAnswer,
  type FeatureViewAnswer,
  type OnlineAnswer,
  type OnlineRequest,
  onlineRequestSchema,
  pageQuerySchema,
  type Principal,
  type RegisterEntity,
  registerEntitySchema,
  type RegisterService,
  registerServiceSchema,
  type RegisterView,
  registerViewSchema,
  serviceQuerySchema,
  type FeatureStatistics as StatisticsAnswer,
  type StatisticsQuery,
  statisticsQuerySchema,
} from '@atelier/contracts';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Entities } from './entities/entities.js';
import { OnlineStore } from './online/online-store.js';
import { FeatureServices } from './services/feature-services.js';
import { FeatureStatistics } from './statistics/feature-statistics.js';
import { Removals } from './removal/removals.js';
import type { MLFeatureStore } from './views/feature-view.entity.js';
import { Views } from './views/views.js';

/** Entities, feature views and feature services: registered, listed, and read by the key of an entity. */
@Controller('api/ml/features')
export class FeaturesController {
  constructor(
    private readonly entities: Entities,
    private readonly views: Views,
    private readonly removals: Removals,
    private readonly services: FeatureServices,
    private readonly online: OnlineStore,
    private readonly statistics: FeatureStatistics,
  ) {}

  @Post('entities')
  @Allow('trainer')
  registerEntity(@Caller() caller: Principal, @Body({ schema: registerEntitySchema }) body: RegisterEntity): Promise<EntityAnswer> {
    return this.entities.register(caller, body);
  }

  @Get('entities')
  @Allow('viewer')
  listEntities(@Caller() { project }: Principal): Promise<EntityAnswer[]> {
    return this.entities.list(project);
  }

  @Post('views')
  @Allow('trainer')
  async register(@Caller() caller: Principal, @Body({ schema: registerViewSchema }) body: RegisterView): Promise<FeatureViewAnswer> {
    return await this.answer(await this.views.register(caller, body));
  }

  @Get('views')
  @Allow('viewer')
  async list(
    @Caller() caller: Principal,
    @Query({ schema: pageQuerySchema }) page: { limit: number; cursor?: string },
  ): Promise<FeatureViewAnswer[]> {
    const views = await this.views.list(caller.project, page);
    const until = await this.views.materializedUntil(views.map(({ viewId }) => viewId));
    return views.map((view) => answerOf(view, until.get(view.viewId) ?? null));
  }

  @Post('views/:name/datasets')
  @HttpCode(200)
  @Allow('trainer')
  async addDataset(
    @Caller() { project }: Principal,
    @Param('name') name: string,
    @Body({ schema: addDatasetSchema }) body: AddDataset,
  ): Promise<FeatureViewAnswer> {
    return await this.answer(await this.views.addDataset(project, name, body));
  }

  @Delete('views/:name')
  @Allow('trainer')
  removeView(
    @Caller() caller: Principal,
    @Param('name') name: string,
    @Query({ schema: serviceQuerySchema }) { version }: { version?: number },
  ): Promise<FeaturesDeleted> {
    return this.removals.removeView(caller, name, version);
  }

  @Get('views/:name/statistics')
  @Allow('viewer')
  readStatistics(
    @Caller() { project }: Principal,
    @Param('name') name: string,
    @Query({ schema: statisticsQuerySchema }) query: StatisticsQuery,
  ): Promise<StatisticsAnswer> {
    return this.statistics.read(project, name, query);
  }

  @Post('services')
  @Allow('trainer')
  registerService(
    @Caller() caller: Principal,
    @Body({ schema: registerServiceSchema }) body: RegisterService,
  ): Promise<FeatureServiceAnswer> {
    return this.services.register(caller, body);
  }

  @Get('services')
  @Allow('viewer')
  listServices(@Caller() { project }: Principal): Promise<FeatureServiceAnswer[]> {
    return this.services.list(project);
  }

  @Get('services/:name')
  @Allow('viewer')
  service(
    @Caller() { project }: Principal,
    @Param('name') name: string,
    @Query({ schema: serviceQuerySchema }) { version }: { version?: number },
  ): Promise<FeatureServiceAnswer> {
    return this.services.get(project, name, version);
  }

  @Delete('services/:name')
  @Allow('trainer')
  removeService(
    @Caller() caller: Principal,
    @Param('name') name: string,
    @Query({ schema: deleteServiceQuerySchema }) query: { version?: number; force?: boolean },
  ): Promise<FeaturesDeleted> {
    return this.removals.removeService(caller, name, query);
  }

  @Post('online')
  @HttpCode(200)
  @Allow('viewer')
  read(@Caller() caller: Principal, @Body({ schema: onlineRequestSchema }) body: OnlineRequest): Promise<OnlineAnswer> {
    return this.online.read(caller.project, body);
  }

  private async answer(view: MLFeatureStore): Promise<FeatureViewAnswer> {
    const until = await this.views.materializedUntil([view.viewId]);
    return answerOf(view, until.get(view.viewId) ?? null);
  }
}

function answerOf(view: MLFeatureStore, until: Date | null): FeatureViewAnswer {
  return {
    view_id: view.viewId,
    name: view.name,
    version: view.version,
    kind: view.kind,
    dataset_id: view.datasetId,
    entity: view.entity,
    entity_column: view.entityColumn,
    join_keys: view.joinKeys,
    features: view.features,
    schema: view.schema,
    timestamp_column: view.timestampColumn,
    known_at_column: view.knownAtColumn,
    plan: view.temporal && { ...view.temporal },
    ttl_seconds: view.ttlSeconds,
    status: view.status,
    detail: view.detail,
    rows_read: view.rowsRead,
    materialized_until: until?.toISOString() ?? null,
    created_at: view.createdAt.toISOString(),
  };
}
