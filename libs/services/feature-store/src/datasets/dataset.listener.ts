import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Dataset } from './dataset.entity.js';

/** Keeps the projection of ingestion's datasets, which never change. */
@Controller()
export class DatasetListener {
  @OnEvent('feature-store', 'dataset.registered')
  async registered(
    @Payload() { project, time, data }: AtelierEvent<'dataset.registered'>,
    @Ctx() { manager }: EventContext,
  ): Promise<void> {
    const { dataset_id: datasetId, name, parquet_digest: parquetDigest, columns } = data;
    const values = { datasetId, project, name, parquetDigest, columns, registeredAt: new Date(time) };
    await manager.createQueryBuilder().insert().into(Dataset).values(values).orIgnore().execute();
  }
}
