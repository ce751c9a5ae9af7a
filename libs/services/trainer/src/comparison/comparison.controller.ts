import { Allow, Caller } from '@atelier/access';
import { type CompareRequest, type Comparison, compareRequestSchema, type Principal } from '@atelier/contracts';
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Comparisons } from './comparisons.js';

@Controller('api/ml/models/compare')
export class ComparisonController {
  constructor(private readonly comparisons: Comparisons) {}

  @Post()
  @HttpCode(200)
  @Allow('trainer')
  async compare(
    @Caller() caller: Principal,
    @Body({ schema: compareRequestSchema }) body: CompareRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Comparison> {
    const left = new AbortController();
    const leave = () => left.abort();
    // Closed before it was answered: nobody waits any more.
    reply.raw.once('close', leave);
    try {
      return await this.comparisons.compare(caller, body, left.signal);
    } finally {
      reply.raw.removeListener('close', leave);
    }
  }
}
