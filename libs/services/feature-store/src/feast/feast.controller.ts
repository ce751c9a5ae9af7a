import { Allow, Caller } from '@atelier/access';
import {
  type FeastOnlineAnswer,
  type FeastOnlineRequest,
  feastOnlineRequestSchema,
  type MaterializationAnswer,
  type MaterializationsAnswer,
  type MaterializeIncremental,
  materializeIncrementalSchema,
  type MaterializeRequest,
  materializeRequestSchema,
  pageQuerySchema,
  type Principal,
  type Pushed,
  type PushRequest,
  pushRequestSchema,
} from '@atelier/contracts';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Materializations, windowOf } from '../materialization/materializations.js';
import { FeatureStoreOptions } from '../options.js';
import { Pushes } from '../pushes/pushes.js';
import { Views } from '../views/views.js';
import { FeastFeatures } from './feast-features.js';

/** The routes of Feast's feature server: its clients work with `/api/ml/features` as their path, and a key of this platform. */
@Controller('api/ml/features')
export class FeastController {
  constructor(
    private readonly features: FeastFeatures,
    private readonly pushes: Pushes,
    private readonly views: Views,
    private readonly materializations: Materializations,
    private readonly options: FeatureStoreOptions,
  ) {}

  @Post('get-online-features')
  @HttpCode(200)
  @Allow('viewer')
  read(@Caller() { project }: Principal, @Body({ schema: feastOnlineRequestSchema }) body: FeastOnlineRequest): Promise<FeastOnlineAnswer> {
    return this.features.read(project, body);
  }

  @Post('push')
  @HttpCode(200)
  @Allow('trainer')
  push(@Caller() { project }: Principal, @Body({ schema: pushRequestSchema }) body: PushRequest): Promise<Pushed> {
    return this.pushes.push(project, body);
  }

  @Post('materialize')
  @HttpCode(200)
  @Allow('trainer')
  materialize(
    @Caller() { project }: Principal,
    @Body({ schema: materializeRequestSchema }) body: MaterializeRequest,
  ): Promise<MaterializationsAnswer> {
    return this.start(project, body);
  }

  @Post('materialize-incremental')
  @HttpCode(200)
  @Allow('trainer')
  materializeIncremental(
    @Caller() { project }: Principal,
    @Body({ schema: materializeIncrementalSchema }) body: MaterializeIncremental,
  ): Promise<MaterializationsAnswer> {
    return this.start(project, body);
  }

  @Get('materializations')
  @Allow('viewer')
  list(
    @Caller() { project }: Principal,
    @Query({ schema: pageQuerySchema }) page: { limit: number; cursor?: string },
  ): Promise<MaterializationAnswer[]> {
    return this.materializations.list(project, page);
  }

  /** As Feast's server it answers when all is done; what takes long goes on, and is found at `materializations`. */
  private async start(project: string, request: MaterializeRequest | MaterializeIncremental): Promise<MaterializationsAnswer> {
    const window = windowOf(request);
    const views = await this.views.toMaterialize(project, request.feature_views ?? null, request.version);
    const started = await this.materializations.startAll(views, window);
    const materializations = await this.materializations.ended(started, this.options.materializeWaitMs);
    const has = (status: string) => materializations.some((each) => each.status === status);
    const status = has('pending') || has('running') ? 'running' : has('failed') ? 'failed' : 'completed';
    return { status, materializations };
  }
}
