import { Allow, Caller } from '@atelier/access';
import type { DatasetQuality, Principal } from '@atelier/contracts';
import { Controller, Get, Param } from '@nestjs/common';
import { Quality } from './quality.js';

/** What is wrong with a table, and what can be done. */
@Controller('api/ml/datasets')
export class QualityController {
  constructor(private readonly quality: Quality) {}

  @Get(':dataset_id/quality')
  @Allow('viewer')
  get(@Caller() caller: Principal, @Param('dataset_id') datasetId: string): Promise<DatasetQuality> {
    return this.quality.of(caller.project, datasetId);
  }
}
