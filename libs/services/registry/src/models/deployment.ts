import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError, type DeployRequest, type ModelChanged, type Principal } from '@atelier/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Candidate, type CandidateModel } from '../candidates/candidate.entity.js';
import { RegistryOptions } from '../options.js';
import type { NamedModel } from '../rollouts/named-model.entity.js';
import { Rollout } from '../rollouts/rollout.entity.js';
import { type Actor, Stages } from '../rollouts/stages.js';
import { type ImportedFile, MLModelVersion } from '../versions/model-version.entity.js';
import { type NewVersion, Registration, requireModelName } from '../versions/registration.js';
import { ChangeAnswers } from './change-answers.js';

/**
 * Makes a version of a completed job. Asking twice for the same job and name (and the same version, if one is given) gives the version that
 * is there: a caller that lost the answer can ask again, with or without an Idempotency-Key.
 */
@Injectable()
export class Deployment {
  constructor(
    private readonly database: DataSource,
    private readonly stages: Stages,
    private readonly registration: Registration,
    private readonly answers: ChangeAnswers,
    @Inject(RegistryOptions) private readonly options: RegistryOptions,
  ) {}

  async deploy(caller: Principal, request: DeployRequest): Promise<ModelChanged> {
    requireModelName(request.model_name);
    return await this.place(caller, request, await this.completedJob(caller.project, request.training_job_id));
  }

  /** Makes the version of a model that is there: of a completed job, or of a file (`imported`) whose id stands in the place of the job's. */
  async place(caller: Principal, request: DeployRequest, candidate: CandidateModel, imported?: ImportedFile): Promise<ModelChanged> {
    const by = { who: `key/${caller.keyId}`, reason: request.description ?? (imported ? 'Imported.' : 'Deployed.') };
    const { version, rollout } = await this.database.transaction(async (manager) => {
      const model = await this.stages.lock(manager, caller.project, request.model_name);
      const version = await this.versionOf(manager, model, request, { candidate, imported }, by);
      return { version, rollout: await this.putIntoProduction(manager, model, version, request, by) };
    });
    if (rollout) return await this.answers.ofRollout(version, rollout);
    return await this.answers.ofVersion(version);
  }

  private async versionOf(
    manager: EntityManager,
    model: NamedModel,
    request: DeployRequest,
    made: Pick<NewVersion, 'candidate' | 'imported'>,
    by: Actor,
  ) {
    const same = { project: model.project, name: model.name, trainingJobId: request.training_job_id };
    const asked = request.version === undefined ? {} : { version: request.version };
    const there = await manager.findOne(MLModelVersion, { where: { ...same, ...asked }, order: { createdAt: 'DESC' } });
    if (there) return there;
    const { version, description = '', tags = [] } = request;
    return await this.registration.register(manager, model, { jobId: request.training_job_id, ...made, version, description, tags }, by);
  }

  private async putIntoProduction(manager: EntityManager, model: NamedModel, version: MLModelVersion, request: DeployRequest, by: Actor) {
    if (!request.promote_to_production) return null;
    if (version.stage !== 'production') return await this.stages.promote(manager, model, version, by);
    return await manager.findOneBy(Rollout, { project: model.project, name: model.name, sequence: model.sequence });
  }

  /** The job's result; its last event may still be on the way, so this waits a little before it says no. */
  private async completedJob(project: string, jobId: string): Promise<CandidateModel> {
    const until = performance.now() + this.options.jobWaitMs;
    for (;;) {
      const candidate = await this.database.manager.findOneBy(Candidate, { jobId, project });
      if (candidate?.status === 'completed' && candidate.model) return candidate.model;
      if (candidate?.status === 'failed' || candidate?.status === 'cancelled' || performance.now() >= until)
        throw noResult(jobId, candidate);
      await sleep(50);
    }
  }
}

function noResult(jobId: string, candidate: Candidate | null): AtelierError {
  const errors = [{ path: 'training_job_id', message: 'is not a completed job of this project' }];
  if (!candidate) return new AtelierError('job.not_found', `No training job "${jobId.slice(0, 100)}" is known to have begun.`, errors);
  const detail = candidate.detail ? `: ${candidate.detail}` : '';
  return new AtelierError('job.not_completed', `Training job ${jobId} is ${candidate.status}${detail}.`, errors);
}
