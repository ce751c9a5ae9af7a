import { Allow, Caller } from '@atelier/access';
import { type NotesPredicted, type PredictNotes, predictNotesSchema, type Principal } from '@atelier/contracts';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ClientScores } from './client-scores.js';

/** Notes in, scores out. */
@Controller('api/ml/notes')
export class NotesController {
  constructor(private readonly scores: ClientScores) {}

  @Post('predict')
  @HttpCode(200)
  @Allow('viewer')
  async predict(@Caller() { project }: Principal, @Body({ schema: predictNotesSchema }) request: PredictNotes): Promise<NotesPredicted> {
    return { status: 'success', ...(await this.scores.of(project, request)) };
  }
}
