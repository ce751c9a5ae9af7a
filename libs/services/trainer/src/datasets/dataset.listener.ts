import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Dataset } from './dataset.entity.js';

/** Keeps the projection of ingestion's data sets. They never change, so the first word on one is the last. */
@Controller()
export class DatasetListener {
  @OnEvent('trainer', 'dataset.registered')
  async registered(
    @Payload() { project, time, data }: AtelierEvent<'dataset.registered'>,
    @Ctx() { manager }: EventContext,
  ): Promise<void> {
    const values = {
      datasetId: data.dataset_id,
      project,
      name: data.name,
      parquetDigest: data.parquet_digest,
      columns: data.columns,
      rows: data.rows,
      targetColumn: data.target_column,
      registeredAt: new Date(time),
    };
    await manager.createQueryBuilder().insert().into(Dataset).values(values).orIgnore().execute();
  }
}
