import { Allow, Caller } from '@atelier/access';
import { type ClientsMade, type MakeClients, makeClientsSchema, type Principal } from '@atelier/contracts';
import { Body, Controller, Post } from '@nestjs/common';
import { ClientDatasets } from './client-datasets.js';

/** Notes about clients, made into tables that can be learned from. */
@Controller('api/ml/notes')
export class NotesController {
  constructor(private readonly clients: ClientDatasets) {}

  @Post('clients')
  @Allow('trainer')
  makeClients(@Caller() caller: Principal, @Body({ schema: makeClientsSchema }) request: MakeClients): Promise<ClientsMade> {
    return this.clients.make(caller, request);
  }
}
