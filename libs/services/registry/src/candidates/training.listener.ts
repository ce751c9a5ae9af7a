import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import type { EventData } from '@atelier/contracts';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import { Stages } from '../rollouts/stages.js';
import { MLModelVersion } from '../versions/model-version.entity.js';
import { isCertified, Registration } from '../versions/registration.js';
import { Candidate, type CandidateModel } from './candidate.entity.js';

type Completed = AtelierEvent<'training.completed'>;

/** Keeps what training jobs have come to; a retraining that won becomes a version, and serves, in the same transaction. */
@Controller()
export class TrainingListener {
  constructor(
    private readonly stages: Stages,
    private readonly registration: Registration,
  ) {}

  @OnEvent('registry', 'training.progressed')
  async progressed(@Payload() event: AtelierEvent<'training.progressed'>, @Ctx() { manager }: EventContext): Promise<void> {
    const running = { jobId: event.data.job_id, project: event.project, status: 'running' as const, detail: '' };
    await manager.createQueryBuilder().insert().into(Candidate).values(running).orIgnore().execute();
  }

  @OnEvent('registry', 'training.failed')
  async failed(@Payload() { project, data }: AtelierEvent<'training.failed'>, @Ctx() { manager }: EventContext): Promise<void> {
    await manager.upsert(Candidate, { jobId: data.job_id, project, status: data.status, detail: data.detail }, ['jobId']);
  }

  @OnEvent('registry', 'training.completed')
  async completed(@Payload() { project, data }: Completed, @Ctx() { manager }: EventContext): Promise<void> {
    const candidate = candidateModel(data);
    await manager.save(manager.create(Candidate, { jobId: data.job_id, project, status: 'completed', detail: '', model: candidate }));
    if (data.retraining) await this.registerRetrained(manager, project, data, candidate);
  }

  private async registerRetrained(
    manager: EntityManager,
    project: string,
    data: EventData<'training.completed'>,
    candidate: CandidateModel,
  ): Promise<void> {
    const { retraining_id, model_name, incumbent_model_id, decision, comparison } = data.retraining!;
    const incumbent = await manager.findOneBy(MLModelVersion, { project, name: model_name, modelId: incumbent_model_id });
    // Without its incumbent, or without proof, it stays a candidate that nobody has asked to deploy.
    if (!incumbent || !isCertified(candidate.certificate)) return;
    const model = await this.stages.lock(manager, project, model_name);
    const difference = `${comparison.metric} ${comparison.candidate} against ${comparison.incumbent} on ${comparison.rows} rows`;
    const by = { who: 'atelier/retraining', reason: `Retraining ${retraining_id}: ${decision}, ${difference}.` };
    const version = await this.registration.register(
      manager,
      model,
      {
        jobId: data.job_id,
        candidate,
        description: by.reason,
        tags: incumbent.tags,
        retraining: { id: retraining_id, incumbent },
      },
      by,
    );
    const serving = await this.stages.production(manager, model);
    // Somebody may have promoted another version meanwhile; the comparison says nothing about that one.
    if (decision === 'promote' && serving?.modelId === incumbent_model_id) await this.stages.promote(manager, model, version, by);
  }
}

function candidateModel(data: EventData<'training.completed'>): CandidateModel {
  return {
    datasetId: data.dataset_id,
    dataDigest: data.data_digest,
    targetColumn: data.target_column,
    taskType: data.task_type,
    algorithm: data.algorithm,
    hyperparameters: data.hyperparameters,
    onnxDigest: data.onnx_digest,
    manifestDigest: data.manifest_digest,
    signatureDigest: data.signature_digest,
    classes: data.classes,
    metrics: data.metrics,
    certificate: data.certificate,
    labelsOrigin: data.labels_origin ?? null,
  };
}
