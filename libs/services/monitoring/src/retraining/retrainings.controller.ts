import { Allow, Caller } from '@atelier/access';
import {
  type OfModelQuery,
  ofModelQuerySchema,
  type Principal,
  type Retraining,
  type RetrainRequest,
  retrainRequestSchema,
} from '@atelier/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Retrainings } from './retrainings.js';

@Controller('api/ml')
export class RetrainingsController {
  constructor(private readonly retrainings: Retrainings) {}

  /** Trains the version in production again, on its data and what was learned since. */
  @Post('models/:model_name/retrain')
  @HttpCode(202)
  @Allow('trainer')
  request(
    @Caller() { project }: Principal,
    @Param('model_name') modelName: string,
    @Body({ schema: retrainRequestSchema }) body: RetrainRequest,
  ): Promise<Retraining> {
    return this.retrainings.request(project, modelName, body);
  }

  @Get('retrainings')
  @Allow('viewer')
  async list(
    @Caller() { project }: Principal,
    @Query({ schema: ofModelQuerySchema }) query: OfModelQuery,
  ): Promise<{ retrainings: Retraining[] }> {
    return { retrainings: await this.retrainings.list(project, query.model_name, query.limit) };
  }

  @Get('retrainings/:retraining_id')
  @Allow('viewer')
  get(@Caller() { project }: Principal, @Param('retraining_id') retrainingId: string): Promise<Retraining> {
    return this.retrainings.get(project, retrainingId);
  }
}
