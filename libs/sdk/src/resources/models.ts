import type {
  DeployedModel,
  DeployRequest,
  InferenceAnswer,
  InferenceTensor,
  ModelChanged,
  PredictRequest,
  Predicted,
  PredictionRecord,
  Stage,
} from '@atelier/contracts';
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

  /** An answer as it was logged, about half a second after it was given. */
  prediction(predictionId: string): Promise<PredictionRecord> {
    return this.transport.json('GET', `/api/ml/predictions/${encodeURIComponent(predictionId)}`);
  }

  /** The same by Open Inference Protocol v2: one tensor for each column, numbers as FP64 and texts as BYTES. */
  infer(modelName: string, rows: readonly NonNullable<PredictRequest['features']>[]): Promise<InferenceAnswer> {
    const inputs = columnsOf(rows);
    return this.transport.json('POST', `/v2/models/${encodeURIComponent(modelName)}/infer`, { body: { inputs } });
  }
}

function columnsOf(rows: readonly NonNullable<PredictRequest['features']>[]): InferenceTensor[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const data = rows.map((row) => row[name] ?? null);
    const isText = data.some((value) => typeof value === 'string');
    const isTruth = !isText && data.some((value) => typeof value === 'boolean');
    return { name, shape: [rows.length, 1], datatype: isText ? 'BYTES' : isTruth ? 'BOOL' : 'FP64', data };
  });
}
