import { Readable } from 'node:stream';
import { ArtifactStore } from '@atelier/artifacts';
import type { ModelFileFormat, Principal } from '@atelier/contracts';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Inject, Injectable } from '@nestjs/common';
import { jobFailure } from '../model/child-failure.js';
import { keptDigest } from '../model/kept.js';
import { TrainerOptions } from '../options.js';
import { TrainingJobs } from '../training/training-jobs.js';
import type { ForeignFormat, WriteModelInput } from './write-model.js';

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

/** A trained model as a file to take away. */
@Injectable()
export class ModelFiles {
  constructor(
    private readonly jobs: TrainingJobs,
    private readonly artifacts: ArtifactStore,
    @Inject(TrainerOptions) private readonly options: TrainerOptions,
  ) {}

  /** `job.not_found`, `job.not_completed`, `job.not_reported`; `learning.model_invalid` where the format can't hold the model. */
  async file({ project }: Principal, jobId: string, format: ModelFileFormat): Promise<ModelFile> {
    const job = await this.jobs.find(project, jobId);
    const name = fileNames[format];
    if (format === 'onnx') return { name, content: await this.artifacts.stream(keptDigest(job, job.onnxDigest)) };
    const digest = keptDigest(job, job.pipelineDigest);
    if (format === 'pipeline') return { name, content: await this.artifacts.stream(digest) };
    return { name, content: Readable.from([await this.#written({ pipelineFile: await this.artifacts.file(digest), format })]) };
  }

  async #written(input: WriteModelInput & { readonly format: ForeignFormat }): Promise<string> {
    const { memoryMiB, explanationSeconds: seconds } = this.options;
    try {
      return await runInSandbox<string>({
        program: programPath(import.meta.url, './write-model.program.js'),
        input,
        limits: { seconds, memoryMiB },
      });
    } catch (error) {
      throw jobFailure(error);
    }
  }
}
