import type { DeployedModel, DeployRequest, ModelChanged, PredictRequest, Predicted, Stage } from '@atelier/contracts';
import type { Transport } from '../transport.js';

export type DeployOptions = Pick<DeployRequest, 'training_job_id' | 'model_name'> & Partial<DeployRequest>;

/** Versions of models and their answers. */
export class Models {
  constructor(private readonly transport: Transport) {}

  deploy(request: DeployOptions): Promise<ModelChanged> {
    return this.transport.json('POST', '/api/ml/models/deploy', { body: request });
  }

  async deployed(filter: { name?: string; status?: Stage } = {}): Promise<readonly DeployedModel[]> {
    const answer = await this.transport.json<{ models: DeployedModel[] }>('GET', '/api/ml/models/deployed', { query: filter });
    return answer.models;
  }

  promote(modelId: string): Promise<ModelChanged> {
    return this.transport.json('POST', `/api/ml/models/${encodeURIComponent(modelId)}/promote`);
  }

  demote(modelId: string): Promise<ModelChanged> {
    return this.transport.json('POST', `/api/ml/models/${encodeURIComponent(modelId)}/demote`);
  }

  /** Without `toVersion`: the version that served before. */
  rollback(modelName: string, toVersion?: string): Promise<ModelChanged> {
    return this.transport.json('POST', `/api/ml/models/${encodeURIComponent(modelName)}/rollback`, { query: { to_version: toVersion } });
  }

  predict(request: PredictRequest): Promise<Predicted> {
    return this.transport.json('POST', '/api/ml/models/predict', { body: request });
  }
}
