import { Allow, Caller } from '@atelier/access';
import { type CompareRequest, type Comparison, compareRequestSchema, type Principal } from '@atelier/contracts';
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { whileCallerWaits } from '../model/caller.js';
import { Comparisons } from './comparisons.js';

@Controller('api/ml/models/compare')
export class ComparisonController {
  constructor(private readonly comparisons: Comparisons) {}

  @Post()
  @HttpCode(200)
  @Allow('trainer')
  compare(
    @Caller() caller: Principal,
    @Body({ schema: compareRequestSchema }) body: CompareRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Comparison> {
    return whileCallerWaits(reply, (left) => this.comparisons.compare(caller, body, left));
  }
}
