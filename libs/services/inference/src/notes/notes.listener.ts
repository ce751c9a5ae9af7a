import { type AtelierEvent, type EventContext, InjectOutbox, OnEvent, type Outbox } from '@atelier/bus';
import { type EventData, isRetryable, toAtelierError } from '@atelier/contracts';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { ClientScores } from './client-scores.js';

/**
 * Scores notes from the bus: whoever publishes `notes.received` need not know where inference is. The inbox makes one answer of an event that comes
 * twice. What is away is waited for; what cannot be answered is told as such, so that nobody waits in vain.
 */
@Controller()
export class NotesListener {
  constructor(
    private readonly scores: ClientScores,
    @InjectOutbox('inference') private readonly outbox: Outbox,
  ) {}

  @OnEvent('inference', 'notes.received')
  async received(@Payload() { project, data }: AtelierEvent<'notes.received'>, @Ctx() { manager }: EventContext): Promise<void> {
    const { request_id, ...request } = data;
    await this.outbox.publish(manager, project, 'notes.scored', { request_id, ...(await this.#answer(project, request)) });
  }

  async #answer(project: string, request: Omit<EventData<'notes.received'>, 'request_id'>) {
    try {
      return { status: 'success' as const, ...(await this.scores.of(project, request)) };
    } catch (thrown) {
      const { code, detail } = toAtelierError(thrown);
      if (isRetryable(code)) throw thrown;
      return { status: 'failed' as const, error: { code, detail } };
    }
  }
}
