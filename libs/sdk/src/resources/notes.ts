import type {
  ClientFeaturesMade,
  ClientsMade,
  ClientTrainings,
  JourneysMade,
  MakeClientFeatures,
  MakeClients,
  MakeJourneys,
  MakeSegments,
  NotesPredicted,
  PredictNotes,
  SegmentsMade,
  TrainClientModels,
} from '@atelier/contracts';
import type { Transport } from '../transport.js';

export type MakeClientsOptions = Omit<MakeClients, 'generate_labels'> & { readonly generate_labels?: { readonly seed?: number } };

export type TrainClientModelsOptions = Pick<TrainClientModels, 'clients_dataset_id' | 'preset'> & Partial<TrainClientModels>;
export type MakeSegmentsOptions = Pick<MakeSegments, 'clients_dataset_id'> & Partial<MakeSegments>;
export type MakeJourneysOptions = Pick<MakeJourneys, 'notes_dataset_id'> & Partial<MakeJourneys>;

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

  /** A new dataset: every client with its segment; the answer tells of the segments in numbers and words. */
  makeSegments(request: MakeSegmentsOptions, signal?: AbortSignal): Promise<SegmentsMade> {
    return this.transport.json('POST', '/api/ml/notes/segments', { body: request, signal });
  }

  /** Two new datasets: every client with its stage now, and every stay in a stage; the answer tells how clients move. */
  makeJourneys(request: MakeJourneysOptions, signal?: AbortSignal): Promise<JourneysMade> {
    return this.transport.json('POST', '/api/ml/notes/journeys', { body: request, signal });
  }
}
