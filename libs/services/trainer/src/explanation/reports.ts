import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type EvaluationReportAnswer, type ExplainRequest, type Explanations, type Principal } from '@atelier/contracts';
import type { RowsExplained } from '@atelier/learning';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Turnstile } from '../comparison/turnstile.js';
import { jobFailure } from '../model/child-failure.js';
import { keptDigest } from '../model/kept.js';
import { TrainerOptions } from '../options.js';
import { TrainingJobs } from '../training/training-jobs.js';
import type { ExplainInput } from './explain.js';

/** What a completed training knows of its model: its report, and why it answers as it does. */
@Injectable()
export class Reports implements OnModuleDestroy {
  readonly #turnstile: Turnstile;
  readonly #stopping = new AbortController();

  constructor(
    private readonly jobs: TrainingJobs,
    private readonly artifacts: ArtifactStore,
    @Inject(TrainerOptions) private readonly options: TrainerOptions,
  ) {
    this.#turnstile = new Turnstile(options.explanations);
  }

  onModuleDestroy(): void {
    this.#stopping.abort(new AtelierError('database.unavailable', 'The program is stopping; ask again in a moment.'));
  }

  /** `job.not_found`, `job.not_completed`, `job.not_reported`. */
  async report({ project }: Principal, jobId: string): Promise<EvaluationReportAnswer> {
    const job = await this.jobs.find(project, jobId);
    const bytes = await this.artifacts.read(keptDigest(job, job.reportDigest));
    return JSON.parse(bytes.toString('utf8')) as EvaluationReportAnswer;
  }

  /** In a child process, while the caller waits; `signal` is raised when it has left. Throws as `report`, and what `explainRows` throws. */
  async explain({ project }: Principal, jobId: string, request: ExplainRequest, signal: AbortSignal): Promise<Explanations> {
    const job = await this.jobs.find(project, jobId);
    const pipelineFile = await this.artifacts.file(keptDigest(job, job.pipelineDigest));
    const rows = request.rows ?? [request.features ?? {}];
    const either = AbortSignal.any([signal, this.#stopping.signal]);
    const explained = await this.#turnstile.pass(either, () => this.#run({ pipelineFile, rows, seed: job.request.seed }, either));
    return {
      job_id: jobId,
      method: explained.method,
      space: explained.space,
      explanations: explained.rows as Explanations['explanations'],
    };
  }

  async #run(input: ExplainInput, signal: AbortSignal): Promise<RowsExplained> {
    const { memoryMiB, explanationSeconds: seconds } = this.options;
    try {
      const program = programPath(import.meta.url, './explain.program.js');
      return await runInSandbox<RowsExplained>({ program, input, limits: { seconds, memoryMiB }, signal });
    } catch (error) {
      throw signal.aborted && signal.reason instanceof AtelierError ? signal.reason : jobFailure(error);
    }
  }
}
