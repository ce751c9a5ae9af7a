import { AtelierError, type BuildTrainingSet, type TrainingSetAnswer } from '@atelier/contracts';
import { JobQueue } from '@atelier/jobs';
import { OnlineFeatures } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { Datasets } from '../datasets/datasets.js';
import { checkLabels } from './check-labels.js';
import { MLTrainingSet } from './training-set.entity.js';

export const trainingSetQueue = 'feature-training-set';

export interface TrainingSetJob {
  readonly trainingSetId: string;
}

/** Orders for training sets, and what became of them. */
@Injectable()
export class TrainingSets {
  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
    private readonly datasets: Datasets,
    private readonly online: OnlineFeatures,
  ) {}

  /** What can be checked is checked at once. `dataset.*`, `feature.service_not_found`, `feature.labels_invalid`, `feature.time_range_invalid`. */
  async build(project: string, requestedBy: string, request: BuildTrainingSet, id = uuidv7()): Promise<MLTrainingSet> {
    const { version, name } = await this.check(project, request);
    const asOf = request.as_of === undefined ? new Date() : new Date(request.as_of);
    const set = {
      ...blank(project, requestedBy),
      trainingSetId: id,
      name: request.name ?? `${name} ${version} training set`,
      labelsDatasetId: request.dataset_id,
      service: name,
      version,
      timestampColumn: request.timestamp_column,
      targetColumn: request.target_column ?? null,
      asOf,
    };
    return await this.database.transaction((manager) => this.store(manager, set));
  }

  /** The same once more from what went in, to see whether it gives the same bytes. `feature.training_set_not_found`, `…_not_ready`. */
  async rebuild(project: string, requestedBy: string, id: string): Promise<MLTrainingSet> {
    const built = await this.find(project, id);
    if (built.plan === null) throw new AtelierError('feature.training_set_not_ready', `The training set is ${built.status}.`);
    const { name, labelsDatasetId, service, version, timestampColumn, targetColumn, asOf, plan, hash } = built;
    const same = { name, labelsDatasetId, service, version, timestampColumn, targetColumn, asOf, plan, hash };
    return await this.database.transaction((manager) =>
      this.store(manager, { ...blank(project, requestedBy), ...same, trainingSetId: uuidv7(), rebuildOf: built.trainingSetId }),
    );
  }

  /** `feature.training_set_not_found`. */
  async find(project: string, id: string): Promise<MLTrainingSet> {
    const found = isUuid(id) ? await this.database.manager.findOneBy(MLTrainingSet, { project, trainingSetId: id }) : null;
    if (!found) throw new AtelierError('feature.training_set_not_found', `There is no training set ${JSON.stringify(id.slice(0, 100))}.`);
    return found;
  }

  async answer(set: MLTrainingSet): Promise<TrainingSetAnswer> {
    const first = set.rebuildOf === null ? null : await this.find(set.project, set.rebuildOf);
    return trainingSetAnswer(set, first);
  }

  /** The newest first; `cursor` is the last id of the page before. */
  async list(project: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<TrainingSetAnswer[]> {
    if (cursor !== undefined && !isUuid(cursor))
      throw new AtelierError('request.invalid', 'cursor: must be a training_set_id of the list.');
    const where = cursor === undefined ? { project } : { project, trainingSetId: LessThan(cursor) };
    const found = await this.database.manager.find(MLTrainingSet, { where, order: { trainingSetId: 'DESC' }, take: limit });
    return await Promise.all(found.map((set) => this.answer(set)));
  }

  private async check(project: string, request: BuildTrainingSet) {
    const service = await this.online.service(project, request.service, request.version);
    checkLabels(await this.datasets.find(project, request.dataset_id), request, service);
    return service;
  }

  private async store(manager: EntityManager, values: Omit<MLTrainingSet, never>): Promise<MLTrainingSet> {
    const set = Object.assign(new MLTrainingSet(), values);
    await manager.insert(MLTrainingSet, set);
    // An id of its own: a set has that of the training that asked for it, whose job may be in the same table.
    const payload: TrainingSetJob = { trainingSetId: set.trainingSetId };
    await this.queue.enqueue(manager, { queue: trainingSetQueue, id: uuidv7(), project: set.project, payload });
    return set;
  }
}

function blank(project: string, createdBy: string) {
  const nothing = { plan: null, hash: null, parquetDigest: null, datasetId: null, rows: null, features: null, leaks: null };
  return {
    project,
    createdBy,
    status: 'pending' as const,
    ...nothing,
    rebuildOf: null,
    error: null,
    createdAt: new Date(),
    completedAt: null,
  };
}

function trainingSetAnswer(set: MLTrainingSet, first: MLTrainingSet | null): TrainingSetAnswer {
  return {
    training_set_id: set.trainingSetId,
    name: set.name,
    status: set.status,
    labels_dataset_id: set.labelsDatasetId,
    service: set.service,
    version: set.version,
    timestamp_column: set.timestampColumn,
    target_column: set.targetColumn,
    as_of: set.asOf.toISOString(),
    hash: set.hash,
    parquet_digest: set.parquetDigest,
    dataset_id: set.datasetId,
    rows: set.rows,
    features: set.features,
    leaks: set.leaks,
    rebuild_of: set.rebuildOf,
    identical: first && set.parquetDigest !== null ? set.parquetDigest === first.parquetDigest : null,
    error: set.error,
    created_at: set.createdAt.toISOString(),
    completed_at: set.completedAt?.toISOString() ?? null,
  };
}
