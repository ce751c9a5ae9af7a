import { Allow, Caller } from '@atelier/access';
import type { ModelImported, Principal } from '@atelier/contracts';
import { Controller, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ModelImports } from './model-imports.js';

/** Takes in models of other libraries. */
@Controller('api/ml/models/import')
export class ImportController {
  constructor(private readonly imports: ModelImports) {}

  @Post()
  @Allow('deployer')
  import(@Caller() caller: Principal, @Req() request: FastifyRequest): Promise<ModelImported> {
    return this.imports.accept(caller, request.raw);
  }
}
