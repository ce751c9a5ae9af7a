import type { DeployedModel, DeployedQuery, ModelDetail } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { StageChange } from '../rollouts/stage-change.entity.js';
import { MLModelVersion } from '../versions/model-version.entity.js';
import { versionOfProject } from './promotion.js';

/** What a project has in models. */
@Injectable()
export class Catalogue {
  constructor(private readonly database: DataSource) {}

  /** By name, the newest version first. */
  async list(project: string, query: DeployedQuery): Promise<DeployedModel[]> {
    const asked = { name: query.name, stage: query.status, datasetId: query.dataset_id, trainingJobId: query.training_job_id };
    // A condition that is undefined is an error to TypeORM, as it would match everything.
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    const versions = await this.database.manager.find(MLModelVersion, {
      where: { project, ...given },
      order: { name: 'ASC', createdAt: 'DESC', modelId: 'DESC' },
    });
    return versions.map(summary);
  }

  /** With lineage and history. `model.not_found` also for another project's model. */
  async detail(project: string, modelId: string): Promise<ModelDetail> {
    const { manager } = this.database;
    const version = await versionOfProject(manager, project, modelId);
    const parent = version.parentModelId ? await manager.findOneBy(MLModelVersion, { modelId: version.parentModelId, project }) : null;
    const history = await manager.find(StageChange, { where: { modelId: version.modelId }, order: { at: 'ASC', id: 'ASC' } });
    return {
      ...summary(version),
      description: version.description,
      task_type: version.taskType,
      target_column: version.targetColumn,
      classes: version.classes,
      hyperparameters: version.hyperparameters,
      certificate: version.certificate,
      serving: { outcome: version.servingOutcome, detail: version.servingDetail },
      lineage: {
        dataset_id: version.datasetId,
        data_digest: version.dataDigest,
        training_job_id: version.imported ? null : version.trainingJobId,
        imported: version.imported,
        parent: parent && { model_id: parent.modelId, version: parent.version },
        retraining_id: version.retrainingId,
        onnx_digest: version.onnxDigest,
        manifest_digest: version.manifestDigest,
        signature_digest: version.signatureDigest,
      },
      history: history.map(({ from, to, who, reason, at }) => ({ from, to, who, reason, at: at.toISOString() })),
    };
  }
}

function summary(version: MLModelVersion): DeployedModel {
  return {
    model_id: version.modelId,
    name: version.name,
    version: version.version,
    algorithm: version.algorithm,
    status: version.stage,
    created_at: version.createdAt.toISOString(),
    metrics: version.metrics,
    tags: version.tags,
  };
}
