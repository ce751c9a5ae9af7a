import { Readable } from 'node:stream';
import { ArtifactStore } from '@atelier/artifacts';
import type { ModelFileFormat, Principal } from '@atelier/contracts';
import { programPath } from '@atelier/sandbox';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { keptDigest } from '../model/kept.js';
import { WaitedWork } from '../model/waited-work.js';
import { TrainerOptions } from '../options.js';
import { TrainingJobs } from '../training/training-jobs.js';
import type { WriteModelInput } from './write-model.js';

export interface ModelFile {
  readonly name: string;
  readonly content: Readable;
}

const fileNames: Readonly<Record<ModelFileFormat, string>> = {
  onnx: 'model.onnx',
  pipeline: 'pipeline.json',
  xgboost: 'xgboost.json',
  lightgbm: 'lightgbm.txt',
};

const program = programPath(import.meta.url, './write-model.program.js');

/** A trained model as a file to take away. */
@Injectable()
export class ModelFiles implements OnModuleDestroy {
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

  /** `job.not_found`, `job.not_completed`, `job.not_reported`; `learning.model_invalid` where the format can't hold the model. */
  async file({ project }: Principal, jobId: string, format: ModelFileFormat, left: AbortSignal): Promise<ModelFile> {
    const job = await this.jobs.find(project, jobId);
    const name = fileNames[format];
    if (format === 'onnx') return { name, content: await this.artifacts.stream(keptDigest(job, job.onnxDigest)) };
    const digest = keptDigest(job, job.pipelineDigest);
    if (format === 'pipeline') return { name, content: await this.artifacts.stream(digest) };
    const input = async (): Promise<WriteModelInput> => ({ pipelineFile: await this.artifacts.file(digest), format });
    return { name, content: Readable.from([await this.#work.run<string>(program, input, left)]) };
  }
}
