import { AtelierError, type ModelChanged } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Rollout } from '../rollouts/rollout.entity.js';
import { ServingWatch } from '../rollouts/serving-watch.js';
import { MLModelVersion } from '../versions/model-version.entity.js';

/** Answers to those who changed a model: given once inference serves the change, or can't, or is slow. */
@Injectable()
export class ChangeAnswers {
  constructor(
    private readonly database: DataSource,
    private readonly watch: ServingWatch,
  ) {}

  /** Of a new version that does not serve in production yet. `model.warming_failed` when inference cannot load it. */
  async ofVersion(version: MLModelVersion): Promise<ModelChanged> {
    const { outcome, detail } = await this.watch.ofVersion(version.modelId);
    if (outcome === 'failed') throw new AtelierError('model.warming_failed', `${label(version)} could not be loaded: ${detail}`);
    return changed(version, `${label(version)} is ${version.stage}${outcome === 'ready' ? ' and loaded' : '; it is still being loaded'}.`);
  }

  /** Of a version that was put into production. */
  async ofRollout(version: MLModelVersion, { project, name, sequence }: Rollout): Promise<ModelChanged> {
    const { outcome, detail } = await this.watch.ofRollout({ project, name, sequence });
    if (outcome === 'failed') throw await this.withdrawn(version, detail);
    return changed(
      version,
      `${label(version)} ${outcome === 'ready' ? 'serves in production' : 'is in production; it is still being loaded'}.`,
    );
  }

  /** Of a version that was taken a stage back. */
  async ofDemotion(version: MLModelVersion, { project, name, sequence }: Rollout): Promise<ModelChanged> {
    const { outcome } = await this.watch.ofRollout({ project, name, sequence });
    return changed(version, `${label(version)} is ${version.stage} now${outcome === 'pending' ? '; serving has yet to follow' : ''}.`);
  }

  private async withdrawn(version: MLModelVersion, detail: string): Promise<AtelierError> {
    const { project, name } = version;
    const serving = await this.database.manager.findOneBy(MLModelVersion, { project, name, stage: 'production' });
    const now = serving ? `${label(serving)} serves.` : 'No version is in production.';
    return new AtelierError('model.warming_failed', `${label(version)} could not be loaded: ${detail} ${now}`);
  }
}

const label = ({ name, version }: MLModelVersion) => `${name} ${version}`;

function changed(version: MLModelVersion, message: string): ModelChanged {
  return { status: 'success', model_id: version.modelId, version: version.version, message };
}
