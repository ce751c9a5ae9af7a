import type { Predicted } from '@atelier/contracts';
import { type AtelierClient, ProblemError, UnreachableError } from '@atelier/sdk';
import { churnTable, featuresOf } from './example-table.js';

/** What was answered 2xx: all of it must be there afterwards. */
export interface Acknowledged {
  readonly datasets: Map<string, { readonly rows: number }>;
  /** Idempotency key → job. */
  readonly jobs: Map<string, string>;
  readonly predictions: Map<string, { readonly modelId: string; readonly prediction: unknown }>;
  /** Predictions whose outcome was taken. */
  readonly outcomes: Set<string>;
  promotions: number;
}

export interface LoadedModels {
  readonly name: string;
  /** Versions that are promoted in turn. */
  readonly modelIds: readonly string[];
  readonly trainingDataset: string;
  /** Predictions whose outcome was told, over all loads. */
  readonly judged: Set<string>;
}

type Worker = 'uploads' | 'trainings' | 'predictions' | 'outcomes' | 'promotions';

/**
 * Callers who upload, train, predict, tell outcomes and promote at once, each one request after the other, and who try again what
 * got no answer. Refusals (4xx) are collected: a platform that comes and goes must not refuse what is right.
 */
export class Load {
  readonly acknowledged: Acknowledged = {
    datasets: new Map(),
    jobs: new Map(),
    predictions: new Map(),
    outcomes: new Set(),
    promotions: 0,
  };
  readonly refusals = new Set<string>();
  /** Requests of which nobody knows what they did: the connection broke, or the platform said that it cannot now. */
  unanswered = 0;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private count = 0;

  constructor(
    private readonly client: () => AtelierClient,
    private readonly models: LoadedModels,
    private readonly mostTrainings = 30,
  ) {}

  start(workers: readonly Worker[] = ['uploads', 'trainings', 'predictions', 'predictions', 'outcomes', 'promotions']): this {
    const steps: Record<Worker, () => Promise<void>> = {
      uploads: () => this.upload(),
      trainings: () => this.train(),
      predictions: () => this.predict(),
      outcomes: () => this.tellOutcomes(),
      promotions: () => this.promote(),
    };
    for (const worker of workers) this.running.push(this.repeat(steps[worker]));
    return this;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async repeat(step: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await step();
      } catch (error) {
        this.note(error);
        await pause(50);
      }
    }
  }

  private note(error: unknown): void {
    if (error instanceof UnreachableError || (error instanceof ProblemError && error.status >= 500) || isBrokenAnswer(error))
      this.unanswered++;
    else this.refusals.add(String(error));
  }

  private async upload(): Promise<void> {
    const number = this.count++;
    const rows = 40 + (number % 50);
    const { csv } = churnTable(rows, number);
    const uploaded = await this.client().datasets.upload({
      content: new Blob([csv]),
      fileName: `load-${number}.csv`,
      targetColumn: 'churned',
    });
    this.acknowledged.datasets.set(uploaded.dataset_id, { rows });
    await pause(100);
  }

  private async train(): Promise<void> {
    if (this.acknowledged.jobs.size >= this.mostTrainings) return pause(100);
    const key = `load-${this.models.name}-${this.acknowledged.jobs.size}`;
    const request = {
      dataset_id: this.models.trainingDataset,
      target_column: 'churned',
      task_type: 'classification',
      algorithm: 'logistic',
    } as const;
    const { job_id } = await this.client().training.start(request, { idempotencyKey: key });
    this.acknowledged.jobs.set(key, job_id);
    await pause(400);
  }

  private async predict(): Promise<void> {
    const number = this.count++;
    const rows = churnTable(1 + (number % 5), number).rows.map(featuresOf);
    const answer: Predicted = await this.client().models.predict({ model_name: this.models.name, rows });
    answer.prediction_id.forEach((id, i) =>
      this.acknowledged.predictions.set(id, { modelId: answer.model_id, prediction: answer.prediction[i] }),
    );
    await pause(20);
  }

  private async tellOutcomes(): Promise<void> {
    const waiting = [...this.acknowledged.predictions.keys()].filter((id) => !this.acknowledged.outcomes.has(id)).slice(-20);
    if (waiting.length > 0) await this.record(waiting);
    await pause(50);
  }

  private async record(ids: readonly string[]): Promise<void> {
    await this.client().monitoring.recordOutcomes(ids.map((id, i) => ({ prediction_id: id, actual: i % 2 === 0 ? 'yes' : 'no' })));
    for (const id of ids) this.acknowledged.outcomes.add(id);
  }

  private async promote(): Promise<void> {
    const modelId = this.models.modelIds[this.count++ % this.models.modelIds.length];
    await this.client().models.promote(modelId);
    this.acknowledged.promotions++;
    await pause(60);
  }
}

/** The answer began and the connection broke in the middle of its body. */
function isBrokenAnswer(error: unknown): boolean {
  return (error as Error).name === 'TypeError' && /terminated|fetch failed/.test((error as Error).message);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
