import { Allow, Caller } from '@atelier/access';
import { type MonitoringPolicy, monitoringPolicySchema, type Principal } from '@atelier/contracts';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { Policies } from './policies.js';

@Controller('api/ml/monitoring/models')
export class PoliciesController {
  constructor(private readonly policies: Policies) {}

  @Get(':model_name/policy')
  @Allow('viewer')
  read(@Caller() { project }: Principal, @Param('model_name') modelName: string): Promise<MonitoringPolicy> {
    return this.policies.read(project, modelName);
  }

  /** Replaces the policy; what is left out has its default. */
  @Put(':model_name/policy')
  @Allow('deployer')
  set(
    @Caller() { project }: Principal,
    @Param('model_name') modelName: string,
    @Body({ schema: monitoringPolicySchema }) policy: MonitoringPolicy,
  ): Promise<MonitoringPolicy> {
    return this.policies.set(project, modelName, policy);
  }
}
