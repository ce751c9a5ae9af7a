import type {
  CompareRequest,
  Comparison,
  EvaluationReportAnswer,
  ExplainRequest,
  Explanations,
  JobAccepted,
  ModelFileFormat,
  TrainingJob,
  TrainingJobSummary,
  TrainingProgress,
  TrainRequest,
} from '@atelier/contracts';
import { readServerSentEvents } from '../server-sent-events.js';
import type { Transport } from '../transport.js';

/** A request with its defaulted fields left to the server. */
export type TrainOptions = Pick<TrainRequest, 'dataset_id' | 'task_type' | 'algorithm'> & Partial<TrainRequest>;
export type CompareOptions = Pick<CompareRequest, 'dataset_id' | 'target_column' | 'task_type' | 'models'> & Partial<CompareRequest>;

/** Training jobs, comparison of algorithms. */
export class Training {
  constructor(private readonly transport: Transport) {}

  /** Starts a job. The same `idempotencyKey` and body again is the same job. */
  start(request: TrainOptions, options: { idempotencyKey?: string } = {}): Promise<JobAccepted> {
    const headers: Record<string, string> = options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey };
    return this.transport.json('POST', '/api/ml/models/train', { body: request, headers });
  }

  job(jobId: string): Promise<TrainingJob> {
    return this.transport.json('GET', this.path(jobId));
  }

  /** The newest first. */
  jobs(page: { limit?: number; cursor?: string } = {}): Promise<TrainingJobSummary[]> {
    return this.transport.json('GET', '/api/ml/models/train', { query: page });
  }

  cancel(jobId: string): Promise<JobAccepted> {
    return this.transport.json('DELETE', this.path(jobId));
  }

  /** Live progress until the job ends. Breaking out of the loop closes the stream. */
  async *progress(jobId: string, signal?: AbortSignal): AsyncGenerator<TrainingProgress> {
    const response = await this.transport.send('GET', `${this.path(jobId)}/events`, { headers: { accept: 'text/event-stream' }, signal });
    if (!response.body) return;
    for await (const { event, data } of readServerSentEvents(response.body)) {
      if (event === 'end') return;
      if (event === 'progress') yield JSON.parse(data) as TrainingProgress;
    }
  }

  /** Waits for the job's end, following its progress, and returns it. A stream that breaks is opened again. */
  async finished(jobId: string, onProgress?: (progress: TrainingProgress) => void, signal?: AbortSignal): Promise<TrainingJob> {
    for (;;) {
      const job = await this.job(jobId);
      if (job.status !== 'pending' && job.status !== 'running') return job;
      for await (const progress of this.progress(jobId, signal)) onProgress?.(progress);
    }
  }

  /** What is known of a completed job's model on its test rows. */
  report(jobId: string): Promise<EvaluationReportAnswer> {
    return this.transport.json('GET', `${this.path(jobId)}/report`);
  }

  /** The trained model as a file: ONNX, or what XGBoost and LightGBM load themselves. */
  async model(jobId: string, format: ModelFileFormat = 'onnx'): Promise<Blob> {
    return await (await this.transport.send('GET', `${this.path(jobId)}/model`, { query: { format } })).blob();
  }

  /** What each column added to the model's answers. */
  explain(jobId: string, request: ExplainRequest, signal?: AbortSignal): Promise<Explanations> {
    return this.transport.json('POST', `${this.path(jobId)}/explain`, { body: request, signal });
  }

  compare(request: CompareOptions, signal?: AbortSignal): Promise<Comparison> {
    return this.transport.json('POST', '/api/ml/models/compare', { body: request, signal });
  }

  private path(jobId: string): string {
    return `/api/ml/models/train/${encodeURIComponent(jobId)}`;
  }
}
