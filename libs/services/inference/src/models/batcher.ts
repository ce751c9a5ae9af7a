import type { Feed } from '@atelier/learning';
import type { Answers } from './graph-session.js';

export type Run = (rows: number, feeds: readonly Feed[]) => Promise<Answers>;

interface Waiting {
  readonly rows: number;
  readonly feeds: readonly Feed[];
  readonly resolve: (answers: Answers) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Adaptive micro-batching: what arrives while a run is under way is answered by the next one, and as long as requests come in company, also what
 * arrives in one turn of the event loop. A request that is alone runs at once; nobody waits for a timer. Only small requests are joined
 * (`batchRows` rows at most).
 */
export class Batcher {
  private queue: Waiting[] = [];
  private busy = false;
  /** Requests of the latest run: more than one means that others may be coming in this turn. */
  private company = 1;

  constructor(
    private readonly run: Run,
    private readonly batchRows: number,
  ) {}

  submit(rows: number, feeds: readonly Feed[]): Promise<Answers> {
    return new Promise((resolve, reject) => {
      this.queue.push({ rows, feeds, resolve, reject });
      if (this.busy) return;
      this.busy = true;
      if (this.company > 1) setImmediate(() => void this.work());
      else void this.work();
    });
  }

  private async work(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.take();
      this.company = batch.length;
      if (batch.length === 1) await this.answer(batch[0]);
      else await this.answerTogether(batch);
    }
    this.busy = false;
  }

  /** The first request, and those behind it as long as all fit. */
  private take(): Waiting[] {
    let rows = this.queue[0].rows;
    let count = 1;
    while (count < this.queue.length && rows + this.queue[count].rows <= this.batchRows) rows += this.queue[count++].rows;
    return this.queue.splice(0, count);
  }

  private async answer({ rows, feeds, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await this.run(rows, feeds));
    } catch (error) {
      reject(error);
    }
  }

  /** If the run fails for all, each is run alone: one request's fault is not another's. */
  private async answerTogether(batch: readonly Waiting[]): Promise<void> {
    let answers: Answers;
    try {
      const rows = batch.reduce((sum, waiting) => sum + waiting.rows, 0);
      answers = await this.run(rows, joinFeeds(batch, rows));
    } catch {
      for (const waiting of batch) await this.answer(waiting);
      return;
    }
    let from = 0;
    for (const { rows, resolve } of batch) {
      resolve(part(answers, from, from + rows));
      from += rows;
    }
  }
}

function part({ predictions, probabilities, scores }: Answers, from: number, to: number): Answers {
  return {
    predictions: predictions.slice(from, to),
    probabilities: probabilities && probabilities.slice(from, to),
    scores: scores && scores.slice(from, to),
  };
}

function joinFeeds(batch: readonly Waiting[], rows: number): Feed[] {
  return batch[0].feeds.map(({ name, data, width = 1 }, column) => {
    if (Array.isArray(data)) return { name, data: batch.flatMap((waiting) => waiting.feeds[column].data as string[]) };
    const joined = new Float32Array(rows * width);
    let at = 0;
    for (const waiting of batch) {
      joined.set(waiting.feeds[column].data as Float32Array, at);
      at += waiting.rows * width;
    }
    return { name, data: joined, width };
  });
}
