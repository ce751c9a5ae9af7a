import { Readable } from 'node:stream';
import { Allow, Caller } from '@atelier/access';
import {
  type JobAccepted,
  pageQuerySchema,
  type Principal,
  type TrainingJob,
  type TrainingJobSummary,
  type TrainRequest,
  trainRequestSchema,
} from '@atelier/contracts';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProgressStream } from './progress-stream.js';
import { TrainingIntake } from './training-intake.js';
import { detailOf, TrainingJobs } from './training-jobs.js';

/** Training jobs: asked for, followed, cancelled. */
@Controller('api/ml/models/train')
export class TrainingController {
  constructor(
    private readonly intake: TrainingIntake,
    private readonly jobs: TrainingJobs,
    private readonly stream: ProgressStream,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('trainer')
  train(
    @Caller() caller: Principal,
    @Body({ schema: trainRequestSchema }) body: TrainRequest,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<JobAccepted> {
    return this.intake.accept(caller, body, idempotencyKey ?? null);
  }

  @Get()
  @Allow('viewer')
  list(
    @Caller() { project }: Principal,
    @Query({ schema: pageQuerySchema }) page: { limit: number; cursor?: string },
  ): Promise<TrainingJobSummary[]> {
    return this.jobs.list(project, page);
  }

  @Get(':job_id')
  @Allow('viewer')
  async job(@Caller() { project }: Principal, @Param('job_id') jobId: string): Promise<TrainingJob> {
    return detailOf(await this.jobs.find(project, jobId));
  }

  @Delete(':job_id')
  @HttpCode(202)
  @Allow('trainer')
  async cancel(@Caller() { project }: Principal, @Param('job_id') jobId: string): Promise<JobAccepted> {
    await this.jobs.cancel(project, jobId);
    return { status: 'cancelling', job_id: jobId, message: 'The job ends within a second.' };
  }

  @Get(':job_id/events')
  @Allow('viewer')
  async events(
    @Caller() { project }: Principal,
    @Param('job_id') jobId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.jobs.find(project, jobId);
    const from = /^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8');
    // Fastify ends the stream, and with it the generator, when the client leaves.
    await reply.send(Readable.from(this.stream.follow(job.jobId, from)));
  }
}
