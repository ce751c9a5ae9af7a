import { AtelierError } from '@atelier/contracts';
import type { MLTrainingJob } from '../training/training-job.entity.js';

/** The digest of a completed job's file. `job.not_completed`; `job.not_reported` for jobs of a version that didn't keep it. */
export function keptDigest({ jobId, status }: MLTrainingJob, digest: string | null): string {
  if (status !== 'completed') throw new AtelierError('job.not_completed', `Job ${jobId} is ${status}.`);
  if (digest === null)
    throw new AtelierError('job.not_reported', `Job ${jobId} was done by a version that kept neither reports nor pipelines; train again.`);
  return digest;
}
