import { Allow, Caller } from '@atelier/access';
import { type ClientTrainings as Accepted, type Principal, type TrainClientModels, trainClientModelsSchema } from '@atelier/contracts';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ClientTrainings } from './client-trainings.js';

/** Models of clients, asked for by preset. */
@Controller('api/ml/notes')
export class NotesController {
  constructor(private readonly trainings: ClientTrainings) {}

  @Post('train')
  @HttpCode(202)
  @Allow('trainer')
  train(
    @Caller() caller: Principal,
    @Body({ schema: trainClientModelsSchema }) request: TrainClientModels,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<Accepted> {
    return this.trainings.accept(caller, request, idempotencyKey ?? null);
  }
}
