import { type AtelierEvent, type EventContext, InjectOutbox, OnEvent, Outbox } from '@atelier/bus';
import type { ErrorCode, EventData } from '@atelier/contracts';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import { validate, v7 as uuid } from 'uuid';
import { MLTrainingJob, type RetrainingOrder } from '../training/training-job.entity.js';
import { TrainingIntake } from '../training/training-intake.js';

type Requested = EventData<'retraining.requested'>;

/** Makes a job of a retraining: the incumbent's configuration again, on its data set or the one that is named, and what was learned since. */
@Controller()
export class RetrainingListener {
  constructor(
    private readonly intake: TrainingIntake,
    @InjectOutbox('trainer') private readonly outbox: Outbox,
  ) {}

  @OnEvent('trainer', 'retraining.requested')
  async requested(@Payload() { project, data }: AtelierEvent<'retraining.requested'>, @Ctx() { manager }: EventContext): Promise<void> {
    const { training_job_id: jobId } = data;
    const incumbent = validate(jobId) ? await manager.findOneBy(MLTrainingJob, { jobId, project }) : null;
    if (!incumbent) {
      const detail = `There is no training job ${jobId} whose configuration could be used again.`;
      return this.#refuse(manager, project, data, { code: 'job.not_found', detail });
    }
    if (incumbent.request.target_column === undefined) {
      const detail = 'A model without a target is not compared with the one before it; train it anew and deploy it.';
      return this.#refuse(manager, project, data, { code: 'learning.task_unsupported', detail });
    }
    const request = { ...incumbent.request, dataset_id: data.dataset_id ?? incumbent.datasetId };
    // Another dataset holds labels, as the incumbent's did: they are joined with its features anew.
    const trainingSet = data.dataset_id === null ? incumbent.trainingSet : null;
    const requestedBy = `retraining/${data.trigger}`;
    await this.intake.store(manager, { project, request, requestedBy, idempotencyKey: null, retraining: orderOf(data), trainingSet });
  }

  /** Whoever asked must hear of it, though no job was made. */
  async #refuse(manager: EntityManager, project: string, data: Requested, reason: { code: ErrorCode; detail: string }): Promise<void> {
    await this.outbox.publish(manager, project, 'training.failed', {
      job_id: uuid(),
      dataset_id: data.dataset_id ?? 'unknown',
      status: 'failed',
      ...reason,
      retraining_id: data.retraining_id,
    });
  }
}

function orderOf({
  retraining_id,
  model_name,
  incumbent_model_id,
  onnx_digest,
  manifest_digest,
  recent_rows_digest,
}: Requested): RetrainingOrder {
  return { retraining_id, model_name, incumbent_model_id, onnx_digest, manifest_digest, recent_rows_digest };
}
