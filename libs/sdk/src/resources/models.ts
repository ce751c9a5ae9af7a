import type {
  DeployedModel,
  DeployRequest,
  InferenceAnswer,
  InferenceTensor,
  ModelChanged,
  ModelImported,
  PredictRequest,
  Predicted,
  PredictionRecord,
  Stage,
} from '@atelier/contracts';
import type { Transport } from '../transport.js';

export type DeployOptions = Pick<DeployRequest, 'training_job_id' | 'model_name'> & Partial<DeployRequest>;

export interface ModelImport {
  readonly files: readonly { readonly content: Blob; readonly fileName: string }[];
  readonly model_name: string;
  /** Found from the bytes if left out. */
  readonly format?: 'xgboost' | 'lightgbm' | 'catboost' | 'spark' | 'onnx';
  /** What the file does not say: `{inputs, target, task, classes, output}`. */
  readonly signature?: object;
  readonly version?: string;
  readonly description?: string;
  /** Comma-separated. */
  readonly tags?: string;
  readonly promote_to_production?: boolean;
}

/** Versions of models and their answers. */
export class Models {
  constructor(private readonly transport: Transport) {}

  deploy(request: DeployOptions): Promise<ModelChanged> {
    return this.transport.json('POST', '/api/ml/models/deploy', { body: request });
  }

  /** Takes in a model of XGBoost, LightGBM, CatBoost, the Spark job (its six files) or an ONNX file of others. */
  import({ files, signature, ...fields }: ModelImport, signal?: AbortSignal): Promise<ModelImported> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, String(value));
    if (signature !== undefined) form.set('signature', JSON.stringify(signature));
    for (const { content, fileName } of files) form.append('file', content, fileName);
    return this.transport.json('POST', '/api/ml/models/import', { form, signal });
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
