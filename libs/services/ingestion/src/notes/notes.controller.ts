import { Allow, Caller } from '@atelier/access';
import {
  type ClientFeaturesMade,
  type ClientsMade,
  type MakeClientFeatures,
  makeClientFeaturesSchema,
  type MakeClients,
  makeClientsSchema,
  type Principal,
} from '@atelier/contracts';
import { Body, Controller, Post } from '@nestjs/common';
import { ClientFeatures } from './client-features.js';
import { ClientDatasets } from './client-datasets.js';

/** Notes about clients, made into tables that can be learned from. */
@Controller('api/ml/notes')
export class NotesController {
  constructor(
    private readonly clients: ClientDatasets,
    private readonly features: ClientFeatures,
  ) {}

  @Post('clients')
  @Allow('trainer')
  makeClients(@Caller() caller: Principal, @Body({ schema: makeClientsSchema }) request: MakeClients): Promise<ClientsMade> {
    return this.clients.make(caller, request);
  }

  @Post('features')
  @Allow('trainer')
  makeFeatures(
    @Caller() caller: Principal,
    @Body({ schema: makeClientFeaturesSchema }) request: MakeClientFeatures,
  ): Promise<ClientFeaturesMade> {
    return this.features.make(caller, request);
  }
}
