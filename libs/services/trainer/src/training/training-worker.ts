import { ArtifactStore } from '@atelier/artifacts';
import { InjectOutbox, Outbox } from '@atelier/bus';
import type { EventData } from '@atelier/contracts';
import { JobQueue, type JobWorker, type LeasedJob } from '@atelier/jobs';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Dataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { jobFailure } from '../model/child-failure.js';
import { libraryVersion } from '../model/library-version.js';
import { inWorkFolder, prepareWorkFolder } from '../model/work-folder.js';
import { TrainerOptions } from '../options.js';
import type { FitInput, FitProgress, FitResult } from './fit.js';
import { anyPlanOf } from './plan.js';
import { ProgressLog } from './progress-log.js';
import { pruneProgress } from './progress-records.js';
import { trainingQueue } from './training-intake.js';
import { MLTrainingJob } from './training-job.entity.js';

/** A completed training's files, as the artifact store names them. */
interface StoredModel {
  readonly onnx: string;
  readonly manifest: string;
  readonly pipeline: string;
  readonly report: string;
}

/** Takes training jobs from the queue; each runs in a child process of its own. */
@Injectable()
export class TrainingWorker implements JobWorker<unknown>, OnApplicationBootstrap {
  readonly queue = trainingQueue;
  readonly concurrency: number;
  readonly leaseSeconds: number;
  readonly attempts: number;

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly artifacts: ArtifactStore,
    private readonly datasets: Datasets,
    @InjectOutbox('trainer') private readonly outbox: Outbox,
    @Inject(TrainerOptions) private readonly options: TrainerOptions,
  ) {
    this.concurrency = options.trainings;
    this.leaseSeconds = options.leaseSeconds;
    this.attempts = options.attempts;
  }

  async onApplicationBootstrap(): Promise<void> {
    await prepareWorkFolder(this.options.workFolder);
    this.jobs.work(this);
  }

  async run(job: LeasedJob<unknown>): Promise<void> {
    await job.write(async (manager) => void (await manager.update(MLTrainingJob, { jobId: job.id }, { status: 'running' })));
    const record = await this.database.manager.findOneByOrFail(MLTrainingJob, { jobId: job.id });
    const dataset = await this.datasets.find(record.project, record.datasetId);
    await inWorkFolder(this.options.workFolder, async (workFolder) => {
      const fitted = await this.#fit(job, await this.#input(record, dataset, workFolder));
      const model = await this.#keep(fitted);
      await job.complete((manager) => this.#complete(manager, record, dataset, fitted, model));
    });
  }

  async onFailed(
    manager: EntityManager,
    { id, project }: { id: string; project: string },
    { status, code, detail }: { status: 'failed' | 'cancelled'; code: string; detail: string },
  ): Promise<void> {
    const record = await manager.findOneByOrFail(MLTrainingJob, { jobId: id });
    await manager.save(Object.assign(record, { status, error: { code, detail }, completedAt: new Date() }));
    await pruneProgress(manager, id);
    const { datasetId: dataset_id, retrainingId: retraining_id } = record;
    await this.outbox.publish(manager, project, 'training.failed', { job_id: id, dataset_id, status, code, detail, retraining_id });
  }

  async #input(record: MLTrainingJob, dataset: Dataset, workFolder: string): Promise<FitInput> {
    const { retraining } = record;
    return {
      plan: anyPlanOf(record.request, learnedColumns(dataset, record.trainingSet)),
      parquetFile: await this.artifacts.file(dataset.parquetDigest),
      dataDigest: dataset.parquetDigest,
      threads: this.options.threads,
      libraryVersion,
      featureService: record.trainingSet,
      workFolder,
      retraining: retraining && {
        onnxFile: await this.artifacts.file(retraining.onnx_digest),
        manifestFile: await this.artifacts.file(retraining.manifest_digest),
        recentRowsFile: retraining.recent_rows_digest === null ? null : await this.artifacts.file(retraining.recent_rows_digest),
      },
    };
  }

  async #fit(job: LeasedJob<unknown>, input: FitInput): Promise<FitResult> {
    const log = new ProgressLog(job, this.outbox);
    const { trainingSeconds: seconds, memoryMiB } = this.options;
    try {
      return await runInSandbox<FitResult, FitProgress>({
        program: programPath(import.meta.url, './fit.program.js'),
        input,
        limits: { seconds, memoryMiB },
        signal: job.signal,
        onMessage: (progress) => log.add(progress),
      });
    } catch (error) {
      throw jobFailure(error);
    } finally {
      await log.close();
    }
  }

  async #keep({ onnxFile, manifestFile, pipelineFile, reportFile }: FitResult): Promise<StoredModel> {
    const [onnx, manifest, pipeline, report] = await Promise.all(
      [onnxFile, manifestFile, pipelineFile, reportFile].map(async (file) => (await this.artifacts.put({ file })).digest),
    );
    return { onnx, manifest, pipeline, report };
  }

  async #complete(
    manager: EntityManager,
    record: MLTrainingJob,
    dataset: Dataset,
    fitted: FitResult,
    { onnx, manifest, pipeline, report }: StoredModel,
  ): Promise<void> {
    const files = { onnxDigest: onnx, manifestDigest: manifest, pipelineDigest: pipeline, reportDigest: report };
    await manager.save(Object.assign(record, files, { status: 'completed', results: fitted.results, completedAt: new Date() }));
    await pruneProgress(manager, record.jobId);
    const { request } = record;
    await this.outbox.publish(manager, record.project, 'training.completed', {
      job_id: record.jobId,
      dataset_id: record.datasetId,
      data_digest: dataset.parquetDigest,
      target_column: request.target_column ?? null,
      task_type: request.task_type,
      algorithm: request.algorithm,
      hyperparameters: fitted.hyperparameters,
      onnx_digest: onnx,
      manifest_digest: manifest,
      signature_digest: fitted.signatureDigest,
      classes: fitted.classes && [...fitted.classes],
      metrics: fitted.metrics,
      certificate: fitted.certificate,
      labels_origin: fitted.labelsOrigin,
      retraining: retrainingOf(record, fitted),
    });
  }
}

/** What tells the entity and the time of a label is no feature of it. */
function learnedColumns({ columns }: Dataset, trainingSet: MLTrainingJob['trainingSet']): Dataset['columns'] {
  if (!trainingSet) return columns;
  const told = [...trainingSet.join_keys, trainingSet.timestamp_column];
  return columns.map((column) => (told.includes(column.name) ? { ...column, role: 'ignored' } : column));
}

function retrainingOf({ retraining }: MLTrainingJob, { judgement }: FitResult): EventData<'training.completed'>['retraining'] {
  if (!retraining || !judgement) return null;
  const { retraining_id, model_name, incumbent_model_id } = retraining;
  return { retraining_id, model_name, incumbent_model_id, comparison: judgement.comparison, decision: judgement.decision };
}
