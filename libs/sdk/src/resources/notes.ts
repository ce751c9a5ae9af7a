import type {
  ClientFeaturesMade,
  ClientsMade,
  ClientTrainings,
  MakeClientFeatures,
  MakeClients,
  NotesPredicted,
  PredictNotes,
  TrainClientModels,
} from '@atelier/contracts';
import type { Transport } from '../transport.js';

export type MakeClientsOptions = Omit<MakeClients, 'generate_labels'> & { readonly generate_labels?: { readonly seed?: number } };

export type TrainClientModelsOptions = Pick<TrainClientModels, 'clients_dataset_id' | 'preset'> & Partial<TrainClientModels>;

/** Notes about clients: tables of clients, their columns, models and scores. */
export class Notes {
  constructor(private readonly transport: Transport) {}

  /** A new dataset: a row a client, with its notes as one text, and labels if there are any. */
  makeClients(request: MakeClientsOptions, signal?: AbortSignal): Promise<ClientsMade> {
    return this.transport.json('POST', '/api/ml/notes/clients', { body: request, signal });
  }

  /** A new dataset: the preset's columns for every client, for feature views. */
  makeFeatures(request: MakeClientFeatures, signal?: AbortSignal): Promise<ClientFeaturesMade> {
    return this.transport.json('POST', '/api/ml/notes/features', { body: request, signal });
  }

  /** Starts a training job for each target; they are followed, deployed and watched as any other. */
  train(request: TrainClientModelsOptions, options: { idempotencyKey?: string } = {}): Promise<ClientTrainings> {
    const headers: Record<string, string> = options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey };
    return this.transport.json('POST', '/api/ml/notes/train', { body: request, headers });
  }

  /** Scores of clients by their notes (or concepts), each by several models. */
  predict(request: PredictNotes, signal?: AbortSignal): Promise<NotesPredicted> {
    return this.transport.json('POST', '/api/ml/notes/predict', { body: request, signal });
  }
}
