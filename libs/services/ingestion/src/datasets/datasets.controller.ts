import { Allow, Caller } from '@atelier/access';
import {
  type DatasetDetail,
  type DatasetRows,
  type DatasetSummary,
  type DatasetUploaded,
  pageQuerySchema,
  type Principal,
  rowsQuerySchema,
} from '@atelier/contracts';
import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Uploads } from '../uploads/uploads.js';
import { Datasets } from './datasets.js';

/** Tables: uploaded, listed, inspected. */
@Controller('api/ml/datasets')
export class DatasetsController {
  constructor(
    private readonly uploads: Uploads,
    private readonly datasets: Datasets,
  ) {}

  @Post('upload')
  @Allow('trainer')
  upload(@Caller() caller: Principal, @Req() request: FastifyRequest): Promise<DatasetUploaded> {
    return this.uploads.accept(caller, request.raw);
  }

  @Get()
  @Allow('viewer')
  list(
    @Caller() caller: Principal,
    @Query({ schema: pageQuerySchema }) page: { limit: number; cursor?: string },
  ): Promise<DatasetSummary[]> {
    return this.datasets.list(caller.project, page);
  }

  @Get(':dataset_id')
  @Allow('viewer')
  get(@Caller() caller: Principal, @Param('dataset_id') datasetId: string): Promise<DatasetDetail> {
    return this.datasets.get(caller.project, datasetId);
  }

  @Get(':dataset_id/rows')
  @Allow('viewer')
  rows(
    @Caller() caller: Principal,
    @Param('dataset_id') datasetId: string,
    @Query({ schema: rowsQuerySchema }) page: { limit: number; offset: number; step: number },
  ): Promise<DatasetRows> {
    return this.datasets.rows(caller.project, datasetId, page);
  }
}
