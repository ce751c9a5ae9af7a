import { createHash } from 'node:crypto';
import { InjectOutbox, Outbox } from '@atelier/bus';
import { AtelierError, type JobAccepted, type Principal, type TrainRequest } from '@atelier/contracts';
import { JobQueue } from '@atelier/jobs';
import { type FeatureServiceReference, resolvePlan, resolveUnsupervisedPlan } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Datasets, requireColumn } from '../datasets/datasets.js';
import { anyPlanOf, isWithoutTarget } from './plan.js';
import { MLTrainingJob, type RetrainingOrder } from './training-job.entity.js';

export const trainingQueue = 'training';

/** Somebody waits for what they asked for; a retraining was asked for by nobody in particular. */
export const priorities = { requested: 10, retraining: 0 } as const;

export interface NewTraining {
  readonly project: string;
  readonly request: TrainRequest;
  readonly requestedBy: string;
  readonly idempotencyKey: string | null;
  readonly retraining: RetrainingOrder | null;
  /** Of a set that is built already. */
  readonly trainingSet: FeatureServiceReference | null;
}

/** Takes requests to train: what can be checked is checked at once, and the job is stored with its place in the queue. */
@Injectable()
export class TrainingIntake {
  constructor(
    private readonly database: DataSource,
    private readonly datasets: Datasets,
    private readonly queue: JobQueue,
    @InjectOutbox('trainer') private readonly outbox: Outbox,
  ) {}

  /**
   * One key is one job: asked again with the same request it is the same job, with another `request.idempotency_conflict`.
   * Throws `dataset.not_found`, `dataset.column_not_found` and what `resolvePlan` throws.
   */
  async accept({ project, keyId }: Principal, request: TrainRequest, idempotencyKey: string | null): Promise<JobAccepted> {
    requireKey(idempotencyKey);
    const known = await this.#byKey(this.database.manager, project, idempotencyKey);
    if (known) return accepted(sameRequest(known, request));
    await this.#check(project, request);
    const training = { project, request, requestedBy: `key/${keyId}`, idempotencyKey, retraining: null, trainingSet: null };
    const jobId = await this.database.transaction((manager) => this.store(manager, training));
    if (jobId) return accepted(jobId);
    // The same key came twice at once, and the other was first.
    const first = await this.#byKey(this.database.manager, project, idempotencyKey);
    if (!first) throw new AtelierError('internal', 'A job was neither stored nor there.');
    return accepted(sameRequest(first, request));
  }

  /**
   * Stores a job and its place in the queue; null when its key, or its retraining, has a job already. A job that names a feature service asks
   * for its training set first, which has the job's id, and is queued when that is a dataset.
   */
  async store(manager: EntityManager, { request, retraining, ...training }: NewTraining): Promise<string | null> {
    const jobId = uuid();
    const values = {
      ...training,
      jobId,
      request,
      retraining,
      datasetId: request.dataset_id,
      status: 'pending' as const,
      requestDigest: digestOf(request),
      retrainingId: retraining?.retraining_id ?? null,
      createdAt: new Date(),
    };
    const result = await manager.createQueryBuilder().insert().into(MLTrainingJob).values(values).orIgnore().returning('job_id').execute();
    if ((result.raw as unknown[]).length === 0) return null;
    if (request.feature_service && training.trainingSet === null)
      await this.#orderSet(manager, jobId, { request, retraining, ...training });
    else await this.enqueue(manager, { jobId, project: training.project, retraining });
    return jobId;
  }

  /** The job's place in the queue; twice is once. */
  async enqueue(
    manager: EntityManager,
    { jobId, project, retraining }: Pick<MLTrainingJob, 'jobId' | 'project' | 'retraining'>,
  ): Promise<void> {
    const priority = retraining ? priorities.retraining : priorities.requested;
    await this.queue.enqueue(manager, { queue: trainingQueue, id: jobId, project, payload: {}, priority });
  }

  async #orderSet(manager: EntityManager, jobId: string, { project, request, requestedBy }: NewTraining): Promise<void> {
    const { name, version, timestamp_column } = request.feature_service as NonNullable<TrainRequest['feature_service']>;
    await this.outbox.publish(manager, project, 'training_set.requested', {
      training_set_id: jobId,
      labels_dataset_id: request.dataset_id,
      service: name,
      service_version: version ?? null,
      timestamp_column,
      target_column: request.target_column ?? null,
      requested_by: requestedBy,
    });
  }

  async #check(project: string, request: TrainRequest): Promise<void> {
    const dataset = await this.datasets.find(project, request.dataset_id);
    for (const field of ['target_column', 'label_column', 'weight_column'] as const) {
      const column = request[field];
      if (column !== undefined) requireColumn(dataset, column, field);
    }
    if (request.feature_service) requireColumn(dataset, request.feature_service.timestamp_column, 'feature_service.timestamp_column');
    const plan = anyPlanOf(request, dataset.columns);
    if (isWithoutTarget(plan)) resolveUnsupervisedPlan(plan);
    else resolvePlan(plan);
  }

  async #byKey(manager: EntityManager, project: string, idempotencyKey: string | null): Promise<MLTrainingJob | null> {
    return idempotencyKey === null ? null : await manager.findOneBy(MLTrainingJob, { project, idempotencyKey });
  }
}

function requireKey(key: string | null): void {
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return;
  throw new AtelierError('request.invalid', 'Idempotency-Key: must be 1 to 255 visible ASCII characters.');
}

function sameRequest({ jobId, requestDigest }: MLTrainingJob, request: TrainRequest): string {
  if (requestDigest === digestOf(request)) return jobId;
  throw new AtelierError(
    'request.idempotency_conflict',
    `This Idempotency-Key belongs to job ${jobId}, which was asked for with another body.`,
  );
}

/** Of the request with its defaults; the order in which hyper-parameters were written does not count. */
function digestOf({ hyperparameters, ...request }: TrainRequest): string {
  const ordered = Object.entries(hyperparameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)), ordered]))
    .digest('hex');
}

function accepted(jobId: string): JobAccepted {
  return { status: 'accepted', job_id: jobId, message: `The training is queued; follow it at /api/ml/models/train/${jobId}.` };
}
