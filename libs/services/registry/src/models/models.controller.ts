import { Allow, Caller } from '@atelier/access';
import {
  type DeployedModel,
  type DeployedQuery,
  type DeployRequest,
  deployedQuerySchema,
  deployRequestSchema,
  type ModelChanged,
  type ModelDetail,
  type Principal,
  rollbackQuerySchema,
  stageChangeQuerySchema,
} from '@atelier/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Catalogue } from './catalogue.js';
import { Deployment } from './deployment.js';
import { Promotion } from './promotion.js';

/** Versions of models: made, listed, and moved between stages. */
@Controller('api/ml/models')
export class ModelsController {
  constructor(
    private readonly deployment: Deployment,
    private readonly promotion: Promotion,
    private readonly catalogue: Catalogue,
  ) {}

  @Post('deploy')
  @Allow('deployer')
  deploy(@Caller() caller: Principal, @Body({ schema: deployRequestSchema }) body: DeployRequest): Promise<ModelChanged> {
    return this.deployment.deploy(caller, body);
  }

  @Get('deployed')
  @Allow('viewer')
  async deployed(
    @Caller() caller: Principal,
    @Query({ schema: deployedQuerySchema }) query: DeployedQuery,
  ): Promise<{ status: string; models: DeployedModel[] }> {
    return { status: 'success', models: await this.catalogue.list(caller.project, query) };
  }

  @Get(':model_id')
  @Allow('viewer')
  model(@Caller() caller: Principal, @Param('model_id') modelId: string): Promise<ModelDetail> {
    return this.catalogue.detail(caller.project, modelId);
  }

  @Post(':model_id/promote')
  @HttpCode(200)
  @Allow('deployer')
  promote(
    @Caller() caller: Principal,
    @Param('model_id') modelId: string,
    @Query({ schema: stageChangeQuerySchema }) { reason }: { reason?: string },
  ): Promise<ModelChanged> {
    return this.promotion.promote(caller, modelId, reason);
  }

  @Post(':model_id/demote')
  @HttpCode(200)
  @Allow('deployer')
  demote(
    @Caller() caller: Principal,
    @Param('model_id') modelId: string,
    @Query({ schema: stageChangeQuerySchema }) { reason }: { reason?: string },
  ): Promise<ModelChanged> {
    return this.promotion.demote(caller, modelId, reason);
  }

  @Post(':model_name/rollback')
  @HttpCode(200)
  @Allow('deployer')
  rollback(
    @Caller() caller: Principal,
    @Param('model_name') name: string,
    @Query({ schema: rollbackQuerySchema }) { to_version, reason }: { to_version?: string; reason?: string },
  ): Promise<ModelChanged> {
    return this.promotion.rollback(caller, name, to_version, reason);
  }
}
