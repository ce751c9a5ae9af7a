import { ArtifactStore } from '@atelier/artifacts';
import type { EvaluationReportAnswer, ExplainRequest, Explanations, Principal } from '@atelier/contracts';
import type { RowsExplained } from '@atelier/learning';
import { programPath } from '@atelier/sandbox';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { keptDigest } from '../model/kept.js';
import { WaitedWork } from '../model/waited-work.js';
import { TrainerOptions } from '../options.js';
import { TrainingJobs } from '../training/training-jobs.js';
import type { ExplainInput } from './explain.js';

const program = programPath(import.meta.url, './explain.program.js');

/** What a completed training knows of its model: its report, and why it answers as it does. */
@Injectable()
export class Reports implements OnModuleDestroy {
  readonly #work: WaitedWork;

  constructor(
    private readonly jobs: TrainingJobs,
    private readonly artifacts: ArtifactStore,
    @Inject(TrainerOptions) options: TrainerOptions,
  ) {
    this.#work = new WaitedWork(options.explanations, { seconds: options.explanationSeconds, memoryMiB: options.memoryMiB });
  }

  onModuleDestroy(): void {
    this.#work.close();
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
    const digest = keptDigest(job, job.pipelineDigest);
    const rows = request.rows ?? [request.features ?? {}];
    const input = async (): Promise<ExplainInput> => ({ pipelineFile: await this.artifacts.file(digest), rows, seed: job.request.seed });
    const explained = await this.#work.run<RowsExplained>(program, input, signal);
    return {
      job_id: jobId,
      method: explained.method,
      space: explained.space,
      explanations: explained.rows as Explanations['explanations'],
    };
  }
}
