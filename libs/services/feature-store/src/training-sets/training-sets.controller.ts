import { Allow, Caller } from '@atelier/access';
import { type BuildTrainingSet, buildTrainingSetSchema, pageQuerySchema, type Principal, type TrainingSetAnswer } from '@atelier/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { TrainingSets } from './training-sets.js';

/** Training sets: asked for, followed, built again. */
@Controller('api/ml/features/training-sets')
export class TrainingSetsController {
  constructor(private readonly sets: TrainingSets) {}

  @Post()
  @HttpCode(202)
  @Allow('trainer')
  async build(
    @Caller() { project, keyId }: Principal,
    @Body({ schema: buildTrainingSetSchema }) body: BuildTrainingSet,
  ): Promise<TrainingSetAnswer> {
    return await this.sets.answer(await this.sets.build(project, `key/${keyId}`, body));
  }

  @Get()
  @Allow('viewer')
  list(
    @Caller() { project }: Principal,
    @Query({ schema: pageQuerySchema }) page: { limit: number; cursor?: string },
  ): Promise<TrainingSetAnswer[]> {
    return this.sets.list(project, page);
  }

  @Get(':training_set_id')
  @Allow('viewer')
  async get(@Caller() { project }: Principal, @Param('training_set_id') id: string): Promise<TrainingSetAnswer> {
    return await this.sets.answer(await this.sets.find(project, id));
  }

  @Post(':training_set_id/rebuild')
  @HttpCode(202)
  @Allow('trainer')
  async rebuild(@Caller() { project, keyId }: Principal, @Param('training_set_id') id: string): Promise<TrainingSetAnswer> {
    return await this.sets.answer(await this.sets.rebuild(project, `key/${keyId}`, id));
  }
}
