import { InjectOutbox, type Outbox } from '@atelier/bus';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { MLDataset } from './dataset.entity.js';
import { columnSchema } from './dataset-answers.js';

/** The one way into the list of datasets: the record and its `dataset.registered` in one transaction. */
@Injectable()
export class Registrar {
  constructor(
    private readonly database: DataSource,
    @InjectOutbox('ingestion') private readonly outbox: Outbox,
  ) {}

  /** All of them or none. */
  async register(datasets: readonly MLDataset[]): Promise<void> {
    await this.database.transaction(async (manager) => {
      for (const dataset of datasets) await this.insert(manager, dataset);
    });
  }

  private async insert(manager: EntityManager, dataset: MLDataset): Promise<void> {
    // TypeORM's type of a partial entity has no room for JSON of any shape.
    await manager.insert(MLDataset, dataset as QueryDeepPartialEntity<MLDataset>);
    await this.outbox.publish(manager, dataset.project, 'dataset.registered', {
      dataset_id: dataset.datasetId,
      name: dataset.name,
      rows: dataset.rows,
      columns: dataset.columns.map(columnSchema),
      raw_digest: dataset.rawDigest,
      parquet_digest: dataset.parquetDigest,
      target_column: dataset.targetColumn,
      parent_dataset_id: dataset.parentDatasetId,
    });
  }
}
