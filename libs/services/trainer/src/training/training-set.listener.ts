import { type AtelierEvent, type EventContext, InjectOutbox, OnEvent, Outbox } from '@atelier/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { validate } from 'uuid';
import { Dataset } from '../datasets/dataset.entity.js';
import { TrainingIntake } from './training-intake.js';
import { MLTrainingJob } from './training-job.entity.js';

/** A job that asked for a training set waits for two events, in whichever order: the set is built, and it is a dataset. */
@Controller()
export class TrainingSetListener {
  constructor(
    private readonly intake: TrainingIntake,
    @InjectOutbox('trainer') private readonly outbox: Outbox,
  ) {}

  @OnEvent('trainer', 'training_set.built')
  async built(@Payload() { project, data }: AtelierEvent<'training_set.built'>, @Ctx() { manager }: EventContext): Promise<void> {
    const job = await waiting(manager, project, data.training_set_id);
    if (!job || job.trainingSet) return;
    const { dataset_id: datasetId, service: name, service_version: version, hash, join_keys, timestamp_column } = data;
    await lock(manager, datasetId);
    await manager.save(Object.assign(job, { datasetId, trainingSet: { name, version, hash, join_keys, timestamp_column } }));
    if (await manager.existsBy(Dataset, { datasetId, project })) await this.intake.enqueue(manager, job);
  }

  @OnEvent('trainer', 'dataset.registered')
  async registered(@Payload() { project, data }: AtelierEvent<'dataset.registered'>, @Ctx() { manager }: EventContext): Promise<void> {
    await lock(manager, data.dataset_id);
    const wanted = { project, datasetId: data.dataset_id, status: 'pending' as const, trainingSet: Not(IsNull()) };
    for (const job of await manager.findBy(MLTrainingJob, wanted)) await this.intake.enqueue(manager, job);
  }

  @OnEvent('trainer', 'training_set.failed')
  async failed(@Payload() { project, data }: AtelierEvent<'training_set.failed'>, @Ctx() { manager }: EventContext): Promise<void> {
    const job = await waiting(manager, project, data.training_set_id);
    if (!job) return;
    const error = { code: data.code, detail: data.detail };
    await manager.save(Object.assign(job, { status: 'failed', error, completedAt: new Date() }));
    const { jobId: job_id, datasetId: dataset_id, retrainingId: retraining_id } = job;
    await this.outbox.publish(manager, project, 'training.failed', { job_id, dataset_id, status: 'failed', ...error, retraining_id });
  }
}

/** A training set has the id of the job that asked for it; sets that people ask for have no job. */
async function waiting(manager: EntityManager, project: string, jobId: string): Promise<MLTrainingJob | null> {
  return validate(jobId) ? await manager.findOneBy(MLTrainingJob, { jobId, project, status: 'pending' }) : null;
}

/** Both events at once would each miss the other, as neither sees what the other has not committed. */
async function lock(manager: EntityManager, datasetId: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`training set ${datasetId}`]);
}
