import { ArtifactStore } from '@atelier/artifacts';
import type { DatasetQuality } from '@atelier/contracts';
import { programPath, runInSandbox, Turnstile } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { MLDataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { IngestionOptions } from '../options.js';
import { WorkFolders } from '../uploads/work-folders.js';
import type { MeasuredQuality, MeasureQualityInput } from './measure-quality.js';
import { qualityAnswer } from './quality-answer.js';
import { QualityReport } from './quality-report.entity.js';

const program = programPath(import.meta.url, './measure-quality.program.ts');
/** Raised with the measure, so that reports of an earlier one are made anew. */
const version = 1;

/** The quality of datasets: measured in a child process when it is first asked for, then kept. */
@Injectable()
export class Quality {
  /** Being measured now, so that two who ask get one run. */
  readonly #running = new Map<string, Promise<DatasetQuality>>();

  constructor(
    private readonly options: IngestionOptions,
    private readonly folders: WorkFolders,
    private readonly turnstile: Turnstile,
    private readonly artifacts: ArtifactStore,
    private readonly datasets: Datasets,
    private readonly database: DataSource,
  ) {}

  /** Errors: `dataset.not_found`, `sandbox.*`, `artifact.*`. */
  async of(project: string, datasetId: string): Promise<DatasetQuality> {
    const dataset = await this.datasets.find(project, datasetId, true);
    const kept = await this.database.manager.findOneBy(QualityReport, { datasetId, version });
    if (kept) return kept.report;
    const running = this.#running.get(datasetId) ?? this.measure(dataset).finally(() => this.#running.delete(datasetId));
    this.#running.set(datasetId, running);
    return await running;
  }

  private async measure(dataset: MLDataset): Promise<DatasetQuality> {
    const { seconds, memoryMiB } = this.options;
    const measured = await this.folders.with((directory) =>
      this.turnstile.pass(async () => {
        const input: MeasureQualityInput = {
          file: await this.artifacts.file(dataset.parquetDigest),
          columns: dataset.profile,
          targetColumn: dataset.targetColumn,
          asOf: dataset.createdAt.toISOString(),
          directory,
          memoryMiB,
        };
        return await runInSandbox<MeasuredQuality>({ program, input, limits: { seconds, memoryMiB } });
      }),
    );
    const report = qualityAnswer(dataset, measured);
    const row = { datasetId: dataset.datasetId, version, report } as QueryDeepPartialEntity<QualityReport>;
    await this.database.manager.upsert(QualityReport, row, ['datasetId']);
    return report;
  }
}
