import { Allow, Caller } from '@atelier/access';
import { type OutcomesRequest, outcomesRequestSchema, type Principal } from '@atelier/contracts';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Outcomes, type Recorded } from './outcomes.js';

@Controller('api/ml/predictions')
export class OutcomesController {
  constructor(private readonly outcomes: Outcomes) {}

  /** What really happened, by prediction id. */
  @Post('outcomes')
  @HttpCode(200)
  @Allow('trainer')
  async record(
    @Caller() { project }: Principal,
    @Body({ schema: outcomesRequestSchema }) body: OutcomesRequest,
  ): Promise<Recorded & { status: string }> {
    return { status: 'success', ...(await this.outcomes.record(project, body.outcomes)) };
  }
}
