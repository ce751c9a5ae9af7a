import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type DatasetDetail, type DatasetRows, type DatasetSummary } from '@atelier/contracts';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { IngestionOptions } from '../options.js';
import { MLDataset } from './dataset.entity.js';
import { QualityReport } from '../quality/quality-report.entity.js';
import { detail, summary } from './dataset-answers.js';
import type { ReadPageInput, ReadPageResult } from './read-page.program.js';

const program = programPath(import.meta.url, './read-page.program.ts');

/** The datasets of a project; another project's do not exist. */
@Injectable()
export class Datasets {
  constructor(
    private readonly database: DataSource,
    private readonly artifacts: ArtifactStore,
    private readonly options: IngestionOptions,
  ) {}

  /** The newest first; `cursor` is the last `dataset_id` of the page before. `request.invalid` for a cursor that is none. */
  async list(project: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<DatasetSummary[]> {
    if (cursor !== undefined && !isUuid(cursor)) {
      const message = 'Give the dataset_id of the last dataset of the page before.';
      throw new AtelierError('request.invalid', `cursor: ${message}`, [{ path: 'cursor', message }]);
    }
    const where = cursor === undefined ? { project } : { project, datasetId: LessThan(cursor) };
    const found = await this.database.manager.find(MLDataset, { where, order: { datasetId: 'DESC' }, take: limit });
    return found.map(summary);
  }

  /** `dataset.not_found`. */
  async get(project: string, datasetId: string): Promise<DatasetDetail> {
    const dataset = await this.find(project, datasetId, true);
    const quality = await this.database.manager.findOneBy(QualityReport, { datasetId });
    return detail(dataset, quality?.report.score ?? null);
  }

  /** Rows of the typed table in the file's order. Read in a child process, so that DuckDB's memory goes with it. */
  async rows(project: string, datasetId: string, page: { limit: number; offset: number; step: number }): Promise<DatasetRows> {
    const { parquetDigest } = await this.find(project, datasetId, false);
    const input: ReadPageInput = { file: await this.artifacts.file(parquetDigest), ...page };
    const { seconds, memoryMiB } = this.options;
    const { names, rows } = await runInSandbox<ReadPageResult>({ program, input, limits: { seconds, memoryMiB } });
    return { dataset_id: datasetId, rows: rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at]]))) };
  }

  /** `dataset.not_found`, also for what belongs to another project. */
  async find(project: string, datasetId: string, withProfile: boolean): Promise<MLDataset> {
    const query = this.database.manager.createQueryBuilder(MLDataset, 'dataset').where({ project, datasetId });
    const dataset = isUuid(datasetId) ? await (withProfile ? query.addSelect('dataset.profile') : query).getOne() : null;
    if (!dataset) throw new AtelierError('dataset.not_found', `There is no dataset ${JSON.stringify(datasetId.slice(0, 100))}.`);
    return dataset;
  }
}
