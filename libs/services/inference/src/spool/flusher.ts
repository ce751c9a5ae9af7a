import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InferenceOptions } from '../options.js';
import { FailureCounts, type Failures } from './failure-counts.js';
import { batches, bytesAtMost, type LineBatch, parseLine, rowsAtMost } from './logged-prediction.js';
import { PredictionStore } from './prediction-store.js';
import { type Segment, Spool } from './spool.js';

/** Longest pause between two tries while the database is away. */
const longestPauseMs = 5_000;
/** Where predictions stand that the database refused. */
const refusedFile = 'refused.jsonl';

/** Lines of a segment that could not be stored. */
interface Lost {
  broken: number;
  refused: number;
}

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

  /** Moves all that has been written so far; resolves to its bytes. */
  async flush(): Promise<number> {
    this.spool.seal();
    const segments = this.spool.sealed();
    for (const segment of segments) await this.move(segment);
    await this.tellFailures();
    return segments.reduce((sum, { bytes }) => sum + bytes, 0);
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
      // What much traffic leaves is moved less often: a batch has costs of its own, and each interrupts the answers.
      const isMuch = (await this.flush()) > bytesAtMost / 4;
      this.pauseMs = this.options.flushMs * (isMuch ? 3 : 1);
    } catch (error) {
      this.pauseMs = Math.min(Math.max(this.pauseMs * 2, 100), longestPauseMs);
      this.logger.warn({ err: error, waiting_bytes: this.spool.bytes }, 'logged predictions wait: they could not be stored');
    }
  }

  private async move(segment: Segment): Promise<void> {
    const lost: Lost = { broken: 0, refused: 0 };
    const content = await readFile(segment.path, 'utf8');
    for (const batch of batches(content, () => lost.broken++)) {
      const began = performance.now();
      await this.storeOrSetAside(batch, lost);
      if (batch.lines.length >= rowsAtMost) await this.makeWay(performance.now() - began);
    }
    this.spool.drop(segment);
    if (lost.broken > 0) this.logger.warn(`${lost.broken} line(s) of the spool were cut off by a crash; their answers were never given`);
    if (lost.refused > 0)
      this.logger.error(`${lost.refused} logged prediction(s) were refused by the database; they are kept in ${refusedFile}`);
  }

  /** Between full batches requests have this thread to themselves twice as long, unless so much waits that the limit of the folder comes near. */
  private async makeWay(milliseconds: number): Promise<void> {
    if (this.stopped || this.spool.bytes > this.options.spoolLimitBytes / 4) return;
    await sleep(2 * milliseconds);
  }

  /** A batch that is refused for what is in it is halved until the culprit is alone; that one is set aside. */
  private async storeOrSetAside(batch: LineBatch, lost: Lost): Promise<void> {
    try {
      await this.store.store(batch, []);
      return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (batch.lines.length === 1) return this.setAside(batch.lines[0], error, lost);
    }
    const { project, lines } = batch;
    const half = lines.length >> 1;
    await this.storeOrSetAside({ project, lines: lines.slice(0, half) }, lost);
    await this.storeOrSetAside({ project, lines: lines.slice(half) }, lost);
  }

  private setAside(text: string, error: unknown, lost: Lost): void {
    const prediction = parseLine(text);
    if (!prediction) {
      lost.broken++;
      return;
    }
    const line = `${JSON.stringify({ prediction, error: String(error) })}\n`;
    appendFileSync(join(this.options.spoolFolder, refusedFile), line, { mode: 0o600 });
    lost.refused++;
  }

  private async tellFailures(): Promise<void> {
    const taken: Map<string, Failures> = this.failures.take();
    for (const [project, failures] of taken) {
      try {
        await this.store.store({ project, lines: [] }, failures);
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
