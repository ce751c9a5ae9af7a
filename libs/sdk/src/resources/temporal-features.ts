import type {
  NextTemporalFeatures,
  TemporalFeaturesMade,
  TemporalFeaturesOfRows,
  TemporalFeaturesPlanned,
  TemporalPlanRequest,
} from '@atelier/contracts';
import type { Transport } from '../transport.js';

/** Features of dates and of what was known before them. */
export class TemporalFeatures {
  constructor(private readonly transport: Transport) {}

  /** What a plan makes of a table, without making it. */
  plan(datasetId: string, plan: TemporalPlanRequest): Promise<TemporalFeaturesPlanned> {
    return this.transport.json('POST', '/api/ml/data/temporal-features/plan', { body: { dataset_id: datasetId, plan } });
  }

  /** Features of up to 1,000 rows to come (their ids and dates) from the table's history; a temporal view answers the same at once. */
  next(datasetId: string, plan: TemporalPlanRequest, rows: NextTemporalFeatures['rows']): Promise<TemporalFeaturesOfRows> {
    return this.transport.json('POST', '/api/ml/data/temporal-features/next', { body: { dataset_id: datasetId, plan, rows } });
  }

  /** A new dataset: the table in the order of id and date, with the features as further columns. */
  make(datasetId: string, plan: TemporalPlanRequest, options: { name?: string } = {}, signal?: AbortSignal): Promise<TemporalFeaturesMade> {
    return this.transport.json('POST', '/api/ml/data/temporal-features', { body: { dataset_id: datasetId, plan, ...options }, signal });
  }
}
