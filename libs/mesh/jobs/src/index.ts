export * from './job.js';
export * from './jobs.module.js';
export * from './jobs-schema.js';
export { type JobQueueSettings, PostgresJobQueue } from './postgres-job-queue.js';
