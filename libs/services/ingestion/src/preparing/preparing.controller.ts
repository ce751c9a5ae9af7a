import { Allow, Caller } from '@atelier/access';
import {
  type Cleaned,
  type CleanRequest,
  cleanRequestSchema,
  type FeaturesSelected,
  type Principal,
  type SelectFeaturesRequest,
  selectFeaturesRequestSchema,
  type SplitAnswer,
  type SplitRequest,
  splitRequestSchema,
} from '@atelier/contracts';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { PreparedDatasets } from './prepared-datasets.js';

/** Tables made ready: cleaned, their features selected, divided into parts. */
@Controller('api/ml/data')
export class PreparingController {
  constructor(private readonly prepared: PreparedDatasets) {}

  @Post('clean')
  @HttpCode(200)
  @Allow('trainer')
  clean(@Caller() caller: Principal, @Body({ schema: cleanRequestSchema }) request: CleanRequest): Promise<Cleaned> {
    return this.prepared.clean(caller, request);
  }

  @Post('select-features')
  @HttpCode(200)
  @Allow('trainer')
  select(
    @Caller() caller: Principal,
    @Body({ schema: selectFeaturesRequestSchema }) request: SelectFeaturesRequest,
  ): Promise<FeaturesSelected> {
    return this.prepared.select(caller, request);
  }

  @Post('split')
  @HttpCode(200)
  @Allow('trainer')
  split(@Caller() caller: Principal, @Body({ schema: splitRequestSchema }) request: SplitRequest): Promise<SplitAnswer> {
    return this.prepared.split(caller, request);
  }
}
