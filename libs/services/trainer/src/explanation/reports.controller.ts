import { Allow, Caller } from '@atelier/access';
import {
  type EvaluationReportAnswer,
  type ExplainRequest,
  type Explanations,
  explainRequestSchema,
  type Principal,
} from '@atelier/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { whileCallerWaits } from '../model/caller.js';
import { Reports } from './reports.js';

@Controller('api/ml/models/train/:job_id')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('report')
  @Allow('viewer')
  report(@Caller() caller: Principal, @Param('job_id') jobId: string): Promise<EvaluationReportAnswer> {
    return this.reports.report(caller, jobId);
  }

  @Post('explain')
  @HttpCode(200)
  @Allow('viewer')
  explain(
    @Caller() caller: Principal,
    @Param('job_id') jobId: string,
    @Body({ schema: explainRequestSchema }) body: ExplainRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Explanations> {
    return whileCallerWaits(reply, (left) => this.reports.explain(caller, jobId, body, left));
  }
}
