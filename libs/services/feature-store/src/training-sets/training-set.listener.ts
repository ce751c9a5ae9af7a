import { type AtelierEvent, type EventContext, InjectOutbox, OnEvent, type Outbox } from '@atelier/bus';
import { isRetryable, toAtelierError } from '@atelier/contracts';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { TrainingSets } from './training-sets.js';
import { MLTrainingSet } from './training-set.entity.js';

/** Builds the sets that trainings ask for. */
@Controller()
export class TrainingSetListener {
  constructor(
    private readonly sets: TrainingSets,
    @InjectOutbox('feature-store') private readonly outbox: Outbox,
  ) {}

  /** What cannot be built is said so, as the training waits for one of both. */
  @OnEvent('feature-store', 'training_set.requested')
  async requested(@Payload() { project, data }: AtelierEvent<'training_set.requested'>, @Ctx() { manager }: EventContext): Promise<void> {
    const { training_set_id: id, service, service_version, labels_dataset_id, timestamp_column, target_column, requested_by } = data;
    if (await manager.existsBy(MLTrainingSet, { trainingSetId: id })) return;
    const version = service_version ?? undefined;
    const request = { dataset_id: labels_dataset_id, service, version, timestamp_column, target_column: target_column ?? undefined };
    try {
      await this.sets.build(project, requested_by, request, id);
    } catch (thrown) {
      const { code, detail } = toAtelierError(thrown);
      if (isRetryable(code) || code === 'internal') throw thrown;
      await this.outbox.publish(manager, project, 'training_set.failed', { training_set_id: id, code, detail });
    }
  }
}
