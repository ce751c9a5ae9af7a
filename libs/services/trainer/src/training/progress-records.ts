import type { TrainingProgress } from '@atelier/contracts';
import { type EntityManager, MoreThan } from 'typeorm';
import { ProgressRecord } from './training-progress.entity.js';

/** Appends to a job's progress. The caller holds the job's row, so numbers are given one after the other. */
export async function storeProgress(manager: EntityManager, jobId: string, progress: TrainingProgress): Promise<void> {
  await manager.query(
    `INSERT INTO trainer.training_progress (job_id, sequence, progress)
     SELECT $1, coalesce(max(sequence), 0) + 1, $2 FROM trainer.training_progress WHERE job_id = $1`,
    [jobId, JSON.stringify(progress)],
  );
}

/** What came after `sequence`, oldest first; of more than `limit` the latest. */
export async function progressAfter(manager: EntityManager, jobId: string, sequence: number, limit = 500): Promise<ProgressRecord[]> {
  const where = { jobId, sequence: MoreThan(sequence) };
  return (await manager.find(ProgressRecord, { where, order: { sequence: 'DESC' }, take: limit })).reverse();
}

/** All but the last, for those who are still reading: what matters is in the job's history. */
export async function pruneProgress(manager: EntityManager, jobId: string): Promise<void> {
  await manager.query(
    `DELETE FROM trainer.training_progress WHERE job_id = $1
       AND sequence < (SELECT max(sequence) FROM trainer.training_progress WHERE job_id = $1)`,
    [jobId],
  );
}
