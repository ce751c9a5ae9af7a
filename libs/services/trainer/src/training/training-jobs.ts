import { AtelierError, type TrainingJob, type TrainingJobSummary } from '@atelier/contracts';
import { JobQueue } from '@atelier/jobs';
import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { validate } from 'uuid';
import { trainingQueue } from './training-intake.js';
import { MLTrainingJob } from './training-job.entity.js';

/** The training jobs of a project. */
@Injectable()
export class TrainingJobs {
  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
  ) {}

  /** `job.not_found`, for another project's job too. */
  async find(project: string, jobId: string): Promise<MLTrainingJob> {
    const job = validate(jobId) ? await this.database.manager.findOneBy(MLTrainingJob, { jobId, project }) : null;
    if (!job) throw new AtelierError('job.not_found', `There is no job ${JSON.stringify(jobId)}.`);
    return job;
  }

  /** Newest first; `cursor` is the last job_id of the page before. */
  async list(project: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<TrainingJobSummary[]> {
    if (cursor !== undefined && !validate(cursor)) throw new AtelierError('request.invalid', 'cursor: must be a job_id of the list.');
    const where = { project, ...(cursor === undefined ? {} : { jobId: LessThan(cursor) }) };
    const jobs = await this.database.manager.find(MLTrainingJob, { where, order: { jobId: 'DESC' }, take: limit });
    return jobs.map(summaryOf);
  }

  /** A waiting job ends at once, a running one within a second. `job.not_found`, `job.already_ended`. */
  async cancel(project: string, jobId: string): Promise<void> {
    const job = await this.find(project, jobId);
    await this.database.transaction(async (manager) => {
      // One that waits for its training set has no place in the queue yet: it is given one to be ended there as any.
      const hasPlace = job.status !== 'pending' || !job.request.feature_service;
      if (!hasPlace) await this.queue.enqueue(manager, { queue: trainingQueue, id: job.jobId, project, payload: {} });
      await this.queue.cancel(manager, job.jobId);
    });
  }
}

/** The REST answer to one job. */
export function detailOf(job: MLTrainingJob): TrainingJob {
  return {
    job_id: job.jobId,
    status: job.status,
    created_at: job.createdAt.toISOString(),
    completed_at: job.completedAt?.toISOString() ?? null,
    results: job.results,
    ...(job.error ? { error: job.error } : {}),
  };
}

function summaryOf({ jobId, datasetId, status, request, createdAt, completedAt }: MLTrainingJob): TrainingJobSummary {
  return {
    job_id: jobId,
    dataset_id: datasetId,
    target_column: request.target_column ?? null,
    task_type: request.task_type,
    algorithm: request.algorithm,
    status,
    created_at: createdAt.toISOString(),
    completed_at: completedAt?.toISOString() ?? null,
  };
}
