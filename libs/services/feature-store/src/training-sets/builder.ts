import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactStore, type StoredArtifact } from '@atelier/artifacts';
import { InjectOutbox, type Outbox } from '@atelier/bus';
import { JobQueue, type JobWorker, type LeasedJob } from '@atelier/jobs';
import { OnlineFeatures, type ServiceDefinition } from '@atelier/online-features';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Datasets } from '../datasets/datasets.js';
import { History, type StoredSource } from '../history/history.js';
import { FeatureStoreOptions } from '../options.js';
import type { JoinResult } from '../point-in-time/join-input.js';
import { Views } from '../views/views.js';
import { MLTrainingSet } from './training-set.entity.js';
import { hashOf, joinInputOf, planSet, type TrainingSetPlan } from './training-set-plan.js';
import { type TrainingSetJob, trainingSetQueue } from './training-sets.js';

const program = programPath(import.meta.url, '../point-in-time/join.program.ts');

/** Builds training sets: decides what goes in, joins in a child process, keeps the file, says that it is there. */
@Injectable()
export class TrainingSetBuilder implements JobWorker<TrainingSetJob>, OnApplicationBootstrap {
  readonly queue = trainingSetQueue;
  readonly concurrency = 1;
  readonly leaseSeconds: number;
  readonly attempts: number;

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly artifacts: ArtifactStore,
    private readonly datasets: Datasets,
    private readonly views: Views,
    private readonly online: OnlineFeatures,
    private readonly history: History,
    private readonly options: FeatureStoreOptions,
    @InjectOutbox('feature-store') private readonly outbox: Outbox,
  ) {
    this.leaseSeconds = options.leaseSeconds;
    this.attempts = options.attempts;
  }

  onApplicationBootstrap(): void {
    this.jobs.work(this);
  }

  async run(job: LeasedJob<TrainingSetJob>): Promise<void> {
    const { trainingSetId } = job.payload;
    await job.write(async (manager) => void (await manager.update(MLTrainingSet, { trainingSetId }, { status: 'running' })));
    const set = await this.database.manager.findOneByOrFail(MLTrainingSet, { trainingSetId });
    await mkdir(this.options.workFolder, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.options.workFolder, `set-${process.pid}-`));
    try {
      const service = await this.online.service(set.project, set.service, set.version);
      const plan = set.plan ?? (await this.plan(set, service, folder));
      const result = await this.join(plan, folder, job.signal);
      const stored = await this.artifacts.put({ file: join(folder, 'set.parquet') });
      await job.complete((manager) => this.complete(manager, set, service, plan, result, stored));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async onFailed(
    manager: EntityManager,
    { project, payload: { trainingSetId } }: { project: string; payload: TrainingSetJob },
    { code, detail }: { code: string; detail: string },
  ): Promise<void> {
    const error = { code, detail };
    await manager.update(MLTrainingSet, { trainingSetId }, { status: 'failed', error, completedAt: new Date() });
    await this.outbox.publish(manager, project, 'training_set.failed', { training_set_id: trainingSetId, code, detail });
  }

  private async plan(set: MLTrainingSet, service: ServiceDefinition, folder: string): Promise<TrainingSetPlan> {
    const labels = await this.datasets.find(set.project, set.labelsDatasetId);
    const views = await this.views.byId(service.views.map(({ view_id }) => view_id));
    const sources = new Map<string, readonly StoredSource[]>();
    for (const view of views.values()) sources.set(view.viewId, await this.history.sources(view, folder));
    const { timestampColumn: timeColumn, targetColumn } = set;
    return planSet(service, { digest: labels.parquetDigest, timeColumn, targetColumn }, set.asOf, sources);
  }

  private async join(plan: TrainingSetPlan, folder: string, signal: AbortSignal): Promise<JoinResult> {
    const { joinMemoryMiB, joinThreads: threads, joinSeconds: seconds, joinProcessMiB: memoryMiB } = this.options;
    const rest = { output: join(folder, 'set.parquet'), workFolder: folder, memoryMiB: joinMemoryMiB, threads };
    const input = await joinInputOf(plan, (digest) => this.artifacts.file(digest), rest);
    return await runInSandbox<JoinResult>({ program, input, limits: { seconds, memoryMiB }, signal });
  }

  private async complete(
    manager: EntityManager,
    set: MLTrainingSet,
    service: ServiceDefinition,
    plan: TrainingSetPlan,
    { rows, features, views, suspicious }: JoinResult,
    { digest: parquetDigest, size }: StoredArtifact,
  ): Promise<void> {
    const hash = hashOf(plan);
    const datasetId = set.rebuildOf === null ? uuidv7() : null;
    const known = features.map(({ name, missing }) => ({ name, missing }));
    const values = {
      status: 'completed' as const,
      plan,
      hash,
      parquetDigest,
      datasetId,
      rows,
      features: known,
      leaks: { views, suspicious },
    };
    await manager.save(Object.assign(set, values, { completedAt: new Date() }));
    if (datasetId === null) return;
    await this.outbox.publish(manager, set.project, 'training_set.built', {
      training_set_id: set.trainingSetId,
      dataset_id: datasetId,
      name: set.name,
      parquet_digest: parquetDigest,
      parquet_bytes: size,
      rows,
      labels_dataset_id: set.labelsDatasetId,
      target_column: set.targetColumn,
      requested_by: set.createdBy,
      service: service.name,
      service_version: service.version,
      hash,
      timestamp_column: set.timestampColumn,
      join_keys: service.join_keys.map(({ name }) => name),
    });
  }
}
