import type { Alert, ModelHealth, MonitoringPolicy, OutcomesRecorded, OutcomesRequest, Retraining } from '@atelier/contracts';
import type { Transport } from '../transport.js';

/** What becomes of a model in production: outcomes, health, drift, alerts, retraining. */
export class Monitoring {
  constructor(private readonly transport: Transport) {}

  /** What really happened, by prediction id; in any order, more than once is once. */
  recordOutcomes(outcomes: OutcomesRequest['outcomes']): Promise<OutcomesRecorded> {
    return this.transport.json('POST', '/api/ml/predictions/outcomes', { body: { outcomes } });
  }

  health(modelId: string): Promise<ModelHealth> {
    return this.transport.json('GET', `/api/ml/monitoring/models/${encodeURIComponent(modelId)}/health`);
  }

  async alerts(filter: { model_name?: string } = {}): Promise<readonly Alert[]> {
    const answer = await this.transport.json<{ alerts: Alert[] }>('GET', '/api/ml/monitoring/alerts', { query: filter });
    return answer.alerts;
  }

  setPolicy(modelName: string, policy: Partial<MonitoringPolicy>): Promise<MonitoringPolicy> {
    return this.transport.json('PUT', `/api/ml/monitoring/models/${encodeURIComponent(modelName)}/policy`, { body: policy });
  }

  retrain(modelName: string, request: { reason?: string; dataset_id?: string } = {}): Promise<Retraining> {
    return this.transport.json('POST', `/api/ml/models/${encodeURIComponent(modelName)}/retrain`, { body: request });
  }

  async retrainings(filter: { model_name?: string } = {}): Promise<readonly Retraining[]> {
    const answer = await this.transport.json<{ retrainings: Retraining[] }>('GET', '/api/ml/retrainings', { query: filter });
    return answer.retrainings;
  }

  retraining(retrainingId: string): Promise<Retraining> {
    return this.transport.json('GET', `/api/ml/retrainings/${encodeURIComponent(retrainingId)}`);
  }
}
