import type { TemporalFeaturesMade, TemporalFeaturesPlanned, TemporalPlanRequest } from '@atelier/contracts';
import type { Transport } from '../transport.js';

/** Features of dates and of what was known before them. */
export class TemporalFeatures {
  constructor(private readonly transport: Transport) {}

  /** What a plan makes of a table, without making it. */
  plan(datasetId: string, plan: TemporalPlanRequest): Promise<TemporalFeaturesPlanned> {
    return this.transport.json('POST', '/api/ml/data/temporal-features/plan', { body: { dataset_id: datasetId, plan } });
  }

  /** A new dataset: the table in the order of id and date, with the features as further columns. */
  make(datasetId: string, plan: TemporalPlanRequest, options: { name?: string } = {}, signal?: AbortSignal): Promise<TemporalFeaturesMade> {
    return this.transport.json('POST', '/api/ml/data/temporal-features', { body: { dataset_id: datasetId, plan, ...options }, signal });
  }
}
