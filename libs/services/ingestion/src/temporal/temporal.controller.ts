import { Allow, Caller } from '@atelier/access';
import {
  type MakeTemporalFeatures,
  type NextTemporalFeatures,
  nextTemporalRequestSchema,
  type PlanTemporalFeatures,
  type Principal,
  type TemporalFeaturesMade,
  type TemporalFeaturesOfRows,
  type TemporalFeaturesPlanned,
  temporalPlanRequestSchema,
  temporalRequestSchema,
} from '@atelier/contracts';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { TemporalFeatures } from './temporal-features.js';

/** Features of dates and of what was known before them. */
@Controller('api/ml/data/temporal-features')
export class TemporalController {
  constructor(private readonly temporal: TemporalFeatures) {}

  @Post('plan')
  @HttpCode(200)
  @Allow('viewer')
  plan(
    @Caller() caller: Principal,
    @Body({ schema: temporalPlanRequestSchema }) request: PlanTemporalFeatures,
  ): Promise<TemporalFeaturesPlanned> {
    return this.temporal.plan(caller.project, request);
  }

  @Post('next')
  @HttpCode(200)
  @Allow('viewer')
  next(
    @Caller() caller: Principal,
    @Body({ schema: nextTemporalRequestSchema }) request: NextTemporalFeatures,
  ): Promise<TemporalFeaturesOfRows> {
    return this.temporal.next(caller.project, request);
  }

  @Post()
  @Allow('trainer')
  make(@Caller() caller: Principal, @Body({ schema: temporalRequestSchema }) request: MakeTemporalFeatures): Promise<TemporalFeaturesMade> {
    return this.temporal.make(caller, request);
  }
}
