import { Allow, Caller } from '@atelier/access';
import { type DatasetRows, type DatasetSummary, type DatasetUploaded, pageQuerySchema, type Principal } from '@atelier/contracts';
import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Uploads } from '../uploads/uploads.js';
import type { DatasetAnswer } from './dataset-answers.js';
import { Datasets } from './datasets.js';

export const rowsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});

const uploadBody = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', format: 'binary', description: 'CSV, TSV, JSON lines or Parquet, plain or gzipped; the bytes decide' },
    name: { type: 'string', description: 'The file name without its extension if left out', example: 'clients' },
    target_column: { type: 'string', description: 'The column to predict', example: 'churned' },
  },
};

/** Tables: uploaded, listed, inspected. */
@Controller('api/ml/datasets')
export class DatasetsController {
  constructor(
    private readonly uploads: Uploads,
    private readonly datasets: Datasets,
  ) {}

  @Post('upload')
  @Allow('trainer')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: uploadBody })
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
  get(@Caller() caller: Principal, @Param('dataset_id') datasetId: string): Promise<DatasetAnswer> {
    return this.datasets.get(caller.project, datasetId);
  }

  @Get(':dataset_id/rows')
  @Allow('viewer')
  rows(
    @Caller() caller: Principal,
    @Param('dataset_id') datasetId: string,
    @Query({ schema: rowsQuerySchema }) page: { limit: number; offset: number },
  ): Promise<DatasetRows> {
    return this.datasets.rows(caller.project, datasetId, page);
  }
}
