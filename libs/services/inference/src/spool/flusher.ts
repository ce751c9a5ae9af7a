import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRetryable, toAtelierError } from '@atelier/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InferenceOptions } from '../options.js';
import { FailureCounts, type Failures } from './failure-counts.js';
import { batches, type LoggedPrediction, parseLines } from './logged-prediction.js';
import { PredictionStore } from './prediction-store.js';
import { type Segment, Spool } from './spool.js';

/** Longest pause between two tries while the database is away. */
const longestPauseMs = 5_000;

/** Moves spooled answers into the database, segment by segment, off the way of the answers. */
@Injectable()
export class Flusher {
  private readonly logger = new Logger('predictions');
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private stopped = false;
  private pauseMs: number;

  constructor(
    private readonly spool: Spool,
    private readonly store: PredictionStore,
    private readonly failures: FailureCounts,
    @Inject(InferenceOptions) private readonly options: InferenceOptions,
  ) {
    this.pauseMs = options.flushMs;
  }

  start(): void {
    this.schedule();
  }

  /** Ends the loop and moves what is still there; what cannot be moved now is moved by the next process on this folder. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
    await this.tryFlush();
  }

  /** Moves all that has been written so far. */
  async flush(): Promise<void> {
    this.spool.seal();
    for (const segment of this.spool.sealed()) await this.move(segment);
    await this.tellFailures();
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.tryFlush().finally(() => this.schedule());
    }, this.pauseMs);
    this.timer.unref();
  }

  private async tryFlush(): Promise<void> {
    try {
      await this.flush();
      this.pauseMs = this.options.flushMs;
    } catch (error) {
      this.pauseMs = Math.min(Math.max(this.pauseMs * 2, 100), longestPauseMs);
      this.logger.warn({ err: error, waiting_bytes: this.spool.bytes }, 'logged predictions wait: they could not be stored');
    }
  }

  private async move(segment: Segment): Promise<void> {
    const { predictions, broken } = parseLines(await readFile(segment.path, 'utf8'));
    if (broken > 0) this.logger.warn(`${broken} line(s) of the spool were cut off by a crash; their answers were never given`);
    for (const batch of batches(predictions)) await this.storeOrSetAside(batch);
    this.spool.drop(segment);
  }

  /** A batch that the database refuses for what is in it is halved until the culprit is alone; that one is set aside, loudly. */
  private async storeOrSetAside(batch: readonly LoggedPrediction[]): Promise<void> {
    try {
      await this.store.store(batch[0].project, batch, []);
    } catch (error) {
      if (isRetryable(toAtelierError(error).code) || !isRefusal(error)) throw error;
      if (batch.length > 1) {
        const half = batch.length >> 1;
        await this.storeOrSetAside(batch.slice(0, half));
        await this.storeOrSetAside(batch.slice(half));
      } else {
        this.setAside(batch[0], error);
      }
    }
  }

  private setAside(prediction: LoggedPrediction, error: unknown): void {
    const file = join(this.options.spoolFolder, 'refused.jsonl');
    appendFileSync(file, `${JSON.stringify({ prediction, error: String(error) })}\n`, { mode: 0o600 });
    this.logger.error(
      { err: error, prediction_id: prediction.prediction_id },
      'a logged prediction was refused; it is kept in refused.jsonl',
    );
  }

  private async tellFailures(): Promise<void> {
    const taken: Map<string, Failures> = this.failures.take();
    for (const [project, failures] of taken) {
      try {
        await this.store.store(project, [], failures);
        taken.delete(project);
      } catch (error) {
        this.failures.giveBack(taken);
        throw error;
      }
    }
  }
}

/** PostgreSQL says that a value is wrong (class 22, 23), or our own catalogue that the event is. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^2[23]/.test(code) || code === 'event.invalid';
}
