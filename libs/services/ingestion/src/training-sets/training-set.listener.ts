import { ArtifactStore } from '@atelier/artifacts';
import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import { programPath } from '@atelier/sandbox';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { MLDataset } from '../datasets/dataset.entity.js';
import { DerivedDatasets } from '../derived/derived-datasets.js';
import type { TrainingSetRequest } from './training-set.program.js';

const program = programPath(import.meta.url, './training-set.program.ts');

/** Makes a dataset of each training set that the feature store built: the very bytes, as a child of the labels. */
@Controller()
export class TrainingSetListener {
  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly derived: DerivedDatasets,
  ) {}

  /** The store has chosen the id, so that doing it twice makes one dataset. */
  @OnEvent('ingestion', 'training_set.built')
  async built(@Payload() { project, data }: AtelierEvent<'training_set.built'>, @Ctx() { manager }: EventContext): Promise<void> {
    if (await manager.existsBy(MLDataset, { datasetId: data.dataset_id })) return;
    const { service, service_version: version, hash, timestamp_column, join_keys, target_column } = data;
    const request: TrainingSetRequest = {
      file: await this.artifacts.file(data.parquet_digest),
      targetColumn: target_column,
      step: { name: 'join_features', parameters: { service, version, hash, timestamp_column, join_keys } },
    };
    const caller = { project, role: 'trainer' as const, keyId: data.requested_by };
    const name = data.name.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 200);
    await this.derived.derive(caller, data.labels_dataset_id, { program, request, names: () => [name], ids: [data.dataset_id] });
  }
}
