import type { TrainingProgress } from '@atelier/contracts';
import type { LeasedJob } from '@atelier/jobs';
import type { Outbox } from '@atelier/bus';
import { Logger } from '@nestjs/common';
import { storeProgress } from './progress-records.js';
import type { FitProgress } from './fit.js';

const leastMilliseconds = 100;
const leastEventMilliseconds = 1000;

/**
 * Stores a job's progress as it comes, at most ten times a second, the latest winning; once a second it is also told as an event.
 * Progress that can't be stored is not worth failing a training for: the next one is stored instead.
 */
export class ProgressLog {
  readonly #logger = new Logger('training');
  #latest?: TrainingProgress;
  #phase = '';
  #phaseStart = 0;
  #writing?: Promise<void>;
  #timer?: NodeJS.Timeout;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #toldAt = Number.NEGATIVE_INFINITY;
  #failing = false;

  constructor(
    private readonly job: LeasedJob<unknown>,
    private readonly outbox: Outbox,
  ) {}

  add({ phase, iteration, total, metrics }: FitProgress): void {
    const now = performance.now();
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#phaseStart = now;
    }
    this.#latest = { phase, iteration, total, metrics: finite(metrics), eta_seconds: etaSeconds(iteration, total, now - this.#phaseStart) };
    this.#schedule();
  }

  /** Stores what is still to be stored; afterwards nothing is written any more. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    if (this.#latest && !this.job.signal.aborted) await this.#write();
    this.#latest = undefined;
  }

  #schedule(): void {
    if (this.#timer || this.#writing) return;
    const wait = Math.max(0, this.#writtenAt + leastMilliseconds - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
        if (this.#latest) this.#schedule();
      });
    }, wait);
  }

  async #write(): Promise<void> {
    const progress = this.#latest;
    if (!progress) return;
    this.#latest = undefined;
    this.#writtenAt = performance.now();
    const tell = this.#writtenAt - this.#toldAt >= leastEventMilliseconds;
    try {
      await this.job.write(async (manager) => {
        await storeProgress(manager, this.job.id, progress);
        if (tell)
          await this.outbox.publish(manager, this.job.project, 'training.progressed', {
            job_id: this.job.id,
            ...progress,
            metrics: { ...progress.metrics },
          });
      });
      if (tell) this.#toldAt = this.#writtenAt;
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn({ err: error, job: this.job.id }, 'progress is not being stored');
      this.#failing = true;
    }
  }
}

/** Seconds that are left if all iterations take as long as those so far. */
export function etaSeconds(iteration: number, total: number, milliseconds: number): number | null {
  if (!(iteration > 0) || !(total > 0)) return null;
  return Math.round(Math.max(0, (milliseconds / iteration) * (total - iteration))) / 1000;
}

/** A loss may be infinite or undefined on the way; JSON has no word for that. */
function finite(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
