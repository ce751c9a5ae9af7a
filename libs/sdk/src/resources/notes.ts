import type { ClientFeaturesMade, ClientsMade, MakeClientFeatures, MakeClients, NotesPredicted, PredictNotes } from '@atelier/contracts';
import type { Transport } from '../transport.js';

export type MakeClientsOptions = Omit<MakeClients, 'generate_labels'> & { readonly generate_labels?: { readonly seed?: number } };

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

  /** Scores of clients by their notes (or concepts), each by several models. */
  predict(request: PredictNotes, signal?: AbortSignal): Promise<NotesPredicted> {
    return this.transport.json('POST', '/api/ml/notes/predict', { body: request, signal });
  }
}
