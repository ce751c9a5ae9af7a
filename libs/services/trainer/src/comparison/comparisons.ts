import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type CompareRequest, type Comparison, type Principal, toAtelierError } from '@atelier/contracts';
import { defaultMetric, resolvePlan, type TrainingPlan } from '@atelier/learning';
import { programPath } from '@atelier/sandbox';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Dataset } from '../datasets/dataset.entity.js';
import { Datasets, requireColumn } from '../datasets/datasets.js';
import { WaitedWork } from '../model/waited-work.js';
import { TrainerOptions } from '../options.js';
import { planOf } from '../training/plan.js';
import type { ComparedAlgorithm, CompareInput } from './cross-validation.js';
import { MLExperiment } from './experiment.entity.js';

const program = programPath(import.meta.url, './compare.program.js');

/** Compares algorithms while the caller waits, in a child process; so many at once as the options say. */
@Injectable()
export class Comparisons implements OnModuleDestroy {
  readonly #work: WaitedWork;

  constructor(
    private readonly database: DataSource,
    private readonly artifacts: ArtifactStore,
    private readonly datasets: Datasets,
    @Inject(TrainerOptions) private readonly options: TrainerOptions,
  ) {
    this.#work = new WaitedWork(options.comparisons, { seconds: options.comparisonSeconds, memoryMiB: options.memoryMiB });
  }

  onModuleDestroy(): void {
    this.#work.close();
  }

  /** `signal` is raised when the caller has left. Throws what `resolvePlan` and `crossValidate` throw, and `job.timed_out`, `job.out_of_memory`. */
  async compare({ project }: Principal, request: CompareRequest, signal: AbortSignal): Promise<Comparison> {
    const createdAt = new Date();
    const dataset = await this.datasets.find(project, request.dataset_id);
    const plans = plansOf(request, dataset);
    const metric = defaultMetric(request.task_type);
    const input = async (): Promise<CompareInput> => ({
      plans,
      metric,
      folds: request.cv,
      threads: this.options.threads,
      parquetFile: await this.artifacts.file(dataset.parquetDigest),
    });
    const compared = await this.#work.run<ComparedAlgorithm[]>(program, input, signal);
    const results = { status: 'success', metric, comparison: compared };
    const experiment = {
      experimentId: uuid(),
      project,
      datasetId: dataset.datasetId,
      request,
      results,
      createdAt,
      completedAt: new Date(),
    };
    await this.database.manager.save(this.database.manager.create(MLExperiment, experiment));
    return results;
  }
}

/** All that can be refused is refused before a process is started, with the path of what is wrong. */
function plansOf({ models, ...request }: CompareRequest, dataset: Dataset): TrainingPlan[] {
  requireColumn(dataset, request.target_column, 'target_column');
  return models.map((model, at) => {
    const { algorithm, hyperparameters } = typeof model === 'string' ? { algorithm: model, hyperparameters: {} } : model;
    const plan = planOf({ ...request, algorithm, hyperparameters }, dataset.columns);
    const name = typeof model === 'string' ? `models.${at}` : `models.${at}.algorithm`;
    refusedAt(() => resolvePlan(plan), { name, hyperparameters: `models.${at}.hyperparameters` });
    return plan;
  });
}

/** A refusal of one model names where it stands in the request. */
function refusedAt(check: () => unknown, paths: { readonly name: string; readonly hyperparameters: string }): void {
  try {
    check();
  } catch (thrown) {
    const { code, detail, errors } = toAtelierError(thrown);
    const isParameter = code === 'learning.parameter_unknown' || code === 'learning.parameter_invalid';
    const path = isParameter ? [paths.hyperparameters, ...errors.map((error) => error.path)].join('.') : paths.name;
    throw new AtelierError(code, detail, [{ path, message: detail }], { cause: thrown });
  }
}
