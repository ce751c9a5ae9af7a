import { InjectOutbox, Outbox } from '@atelier/bus';
import { AtelierError, type EventData, type MonitoringPolicy, type Retraining, type RetrainRequest } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { WatchedModel } from '../models/watched-model.entity.js';
import { MonitoringOptions } from '../options.js';
import { RecentRowsExport } from './recent-rows.js';
import { RetrainingRecord, retrainingAnswer } from './retraining.entity.js';

const underWay = ['requested', 'promoting'] as const;
/** Serialises requests on all replicas, so that the queue's bound holds. Any number, but always this one. */
const queueLock = 7_352_001;

type Trigger = EventData<'retraining.requested'>['trigger'];

/** The queue of retrainings: asked for by a policy or a person, bounded, one at a time for a model, visible with its end. */
@Injectable()
export class Retrainings {
  constructor(
    private readonly dataSource: DataSource,
    @InjectOutbox('monitoring') private readonly outbox: Outbox,
    private readonly recentRows: RecentRowsExport,
    private readonly options: MonitoringOptions,
  ) {}

  /** By hand. @throws AtelierError `model.not_in_production`, `retraining.queue_full`. */
  async request(project: string, modelName: string, { reason, dataset_id }: RetrainRequest): Promise<Retraining> {
    return this.dataSource.transaction(async (manager) => {
      const model = await manager.findOneBy(WatchedModel, { project, modelName, stage: 'production' });
      if (!model) throw await this.notInProduction(manager, project, modelName);
      await this.lockQueue(manager);
      const busy = await this.underWay(manager, project, modelName);
      if (busy) throw new AtelierError('retraining.queue_full', `"${modelName}" is being trained again already (${busy.retrainingId}).`);
      if (await this.isFull(manager))
        throw new AtelierError('retraining.queue_full', `${this.options.retrainingsAtOnce} retrainings are under way, as many as may be.`);
      return retrainingAnswer(await this.start(manager, model, 'manual', reason, dataset_id ?? null));
    });
  }

  /** By policy: left out while one is under way, its cooldown lasts, the queue is full, or the version no longer serves; the alert stays. */
  async requestByPolicy(
    manager: EntityManager,
    model: WatchedModel,
    trigger: Trigger,
    reason: string,
    policy: MonitoringPolicy,
  ): Promise<void> {
    if (model.stage !== 'production') return;
    await this.lockQueue(manager);
    const [latest] = await manager.find(RetrainingRecord, {
      where: { project: model.project, modelName: model.modelName },
      order: { requestedAt: 'DESC' },
      take: 1,
    });
    const cooling = latest && Date.now() - latest.requestedAt.getTime() < policy.retrain_cooldown_seconds * 1000;
    if (cooling || (latest && underWay.some((status) => status === latest.status)) || (await this.isFull(manager))) return;
    await this.start(manager, model, trigger, reason, null);
  }

  async candidateRegistered(manager: EntityManager, retrainingId: string, modelId: string): Promise<void> {
    await manager.update(RetrainingRecord, { retrainingId }, { candidateModelId: modelId });
  }

  /** Inference has taken the candidate over as what serves, or could not. */
  async candidateSwitched(manager: EntityManager, modelId: string, outcome: 'ready' | 'failed'): Promise<void> {
    const status = outcome === 'ready' ? 'promoted' : 'failed';
    await manager.update(RetrainingRecord, { candidateModelId: modelId, status: In([...underWay]) }, { status, endedAt: new Date() });
  }

  async completed(
    manager: EntityManager,
    jobId: string,
    { retraining_id, comparison, decision, incumbent_model_id }: NonNullable<EventData<'training.completed'>['retraining']>,
  ): Promise<void> {
    const incumbent = await manager.findOneBy(WatchedModel, { modelId: incumbent_model_id });
    // Somebody has promoted another version meanwhile: the comparison says nothing about that one, so the registry keeps the candidate staged.
    const promoting = decision === 'promote' && incumbent?.stage === 'production';
    const status = promoting ? 'promoting' : 'rejected';
    await manager.update(
      RetrainingRecord,
      { retrainingId: retraining_id, status: 'requested' },
      { status, jobId, comparison, endedAt: promoting ? null : new Date() },
    );
  }

  async failed(manager: EntityManager, retrainingId: string, jobId: string, detail: string): Promise<void> {
    await manager.update(
      RetrainingRecord,
      { retrainingId, status: In([...underWay]) },
      { status: 'failed', jobId, comparison: { detail }, endedAt: new Date() },
    );
  }

  /** The newest first. */
  async list(project: string, modelName: string | undefined, limit: number): Promise<Retraining[]> {
    const where = { project, ...(modelName === undefined ? {} : { modelName }) };
    const records = await this.dataSource.manager.find(RetrainingRecord, { where, order: { requestedAt: 'DESC' }, take: limit });
    return records.map(retrainingAnswer);
  }

  async get(project: string, retrainingId: string): Promise<Retraining> {
    const record = /^[0-9a-f-]{36}$/i.test(retrainingId)
      ? await this.dataSource.manager.findOneBy(RetrainingRecord, { project, retrainingId })
      : null;
    if (!record) throw new AtelierError('retraining.not_found', 'There is no such retraining in this project.');
    return retrainingAnswer(record);
  }

  private async start(
    manager: EntityManager,
    model: WatchedModel,
    trigger: Trigger,
    reason: string,
    datasetId: string | null,
  ): Promise<RetrainingRecord> {
    const recent = await this.recentRows.keep(manager, model);
    const record = manager.create(RetrainingRecord, {
      retrainingId: uuidv7(),
      project: model.project,
      modelName: model.modelName,
      incumbentModelId: model.modelId,
      trigger,
      reason,
      status: 'requested',
      jobId: null,
      candidateModelId: null,
      comparison: null,
      requestedAt: new Date(),
      endedAt: null,
    });
    await manager.save(RetrainingRecord, record);
    await this.outbox.publish(manager, model.project, 'retraining.requested', {
      retraining_id: record.retrainingId,
      model_name: model.modelName,
      incumbent_model_id: model.modelId,
      training_job_id: model.trainingJobId,
      onnx_digest: model.onnxDigest,
      manifest_digest: model.manifestDigest,
      trigger,
      reason,
      dataset_id: datasetId,
      recent_rows_digest: recent.digest,
      recent_rows: recent.rows,
    });
    return record;
  }

  private async lockQueue(manager: EntityManager): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [queueLock]);
  }

  private underWay(manager: EntityManager, project: string, modelName: string): Promise<RetrainingRecord | null> {
    return manager.findOneBy(RetrainingRecord, { project, modelName, status: In([...underWay]) });
  }

  private async isFull(manager: EntityManager): Promise<boolean> {
    return (await manager.countBy(RetrainingRecord, { status: In([...underWay]) })) >= this.options.retrainingsAtOnce;
  }

  private async notInProduction(manager: EntityManager, project: string, modelName: string): Promise<AtelierError> {
    const known = await manager.existsBy(WatchedModel, { project, modelName });
    return known
      ? new AtelierError('model.not_in_production', `No version of "${modelName}" is in production.`)
      : new AtelierError('model.not_found', `There is no model "${modelName}".`);
  }
}
