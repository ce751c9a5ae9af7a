import type { Cleaned, CleanRequest, FeaturesSelected, SelectFeaturesRequest, SplitAnswer, SplitRequest } from '@atelier/contracts';
import type { Transport } from '../transport.js';

export type CleanOptions = Pick<CleanRequest, 'dataset_id'> & Partial<CleanRequest>;
export type SelectFeaturesOptions = Pick<SelectFeaturesRequest, 'dataset_id' | 'target_column' | 'task_type'> &
  Partial<SelectFeaturesRequest>;
export type SplitOptions = Pick<SplitRequest, 'dataset_id'> & Partial<SplitRequest>;

/** Tables made ready: cleaned, their features selected, divided into parts. What is made is a table of its own; the given one stays. */
export class Data {
  constructor(private readonly transport: Transport) {}

  clean(request: CleanOptions, signal?: AbortSignal): Promise<Cleaned> {
    return this.transport.json('POST', '/api/ml/data/clean', { body: request, signal });
  }

  selectFeatures(request: SelectFeaturesOptions, signal?: AbortSignal): Promise<FeaturesSelected> {
    return this.transport.json('POST', '/api/ml/data/select-features', { body: request, signal });
  }

  split(request: SplitOptions, signal?: AbortSignal): Promise<SplitAnswer> {
    return this.transport.json('POST', '/api/ml/data/split', { body: request, signal });
  }
}
