import { Allow, Caller } from '@atelier/access';
import { type ModelFileFormat, modelFileQuerySchema, type Principal } from '@atelier/contracts';
import { Controller, Get, Param, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { whileCallerWaits } from '../model/caller.js';
import { ModelFiles } from './model-files.js';

@Controller('api/ml/models/train/:job_id/model')
export class ModelFilesController {
  constructor(private readonly files: ModelFiles) {}

  @Get()
  @Allow('viewer')
  async file(
    @Caller() caller: Principal,
    @Param('job_id') jobId: string,
    @Query({ schema: modelFileQuerySchema }) { format }: { format: ModelFileFormat },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { name, content } = await whileCallerWaits(reply, (left) => this.files.file(caller, jobId, format, left));
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return new StreamableFile(content, { type: 'application/octet-stream' });
  }
}
