import { AtelierError, toAtelierError } from '@atelier/contracts';
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { HeldJob } from './held-job.js';
import type { JobWorker } from './job.js';
import { end, findRaised, type JobRow, lease, lockNext } from './job-table.js';

/** How long a job that another program stored may wait for us, and how often cancellations are looked for. */
const pollMilliseconds = 1000;
const watchMilliseconds = 400;
/** A database that is away for a minute is told of a few times, not a few hundred. */
const reportMilliseconds = 10_000;

/** Takes the jobs of one queue in this program, as many at once as the worker allows. */
export class QueueLoop<P = unknown> {
  readonly #logger = new Logger('jobs');
  readonly #held = new Map<string, { readonly job: HeldJob<P>; readonly ended: Promise<void> }>();
  readonly #looping: Promise<void>;
  readonly #watchTimer: NodeJS.Timeout;
  #watching = false;
  #stopped = false;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #woken = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly worker: JobWorker<P>,
    private readonly holder: string,
  ) {
    this.#watchTimer = setInterval(() => void this.watch(), watchMilliseconds);
    this.#looping = this.#loop();
  }

  /** Looks for a job, and for cancellations, now. */
  readonly wakeUp = (): void => {
    this.#woken = true;
    this.#wake();
    void this.watch();
  };

  /** Tells running jobs of their cancellation, or of the loss of their lease. */
  async watch(): Promise<void> {
    if (this.#watching || this.#held.size === 0) return;
    this.#watching = true;
    const jobs = [...this.#held.values()].map(({ job }) => job);
    try {
      const { cancelled, lost } = await findRaised(this.dataSource.manager, jobs);
      for (const job of jobs) {
        if (cancelled.has(job.id)) job.raise('cancelled');
        else if (lost.has(job.id)) job.raise('lease_lost');
      }
    } catch (error) {
      this.#report(error);
    } finally {
      this.#watching = false;
    }
  }

  /** Takes no more jobs and gives the running ones back; done when all have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wakeUp();
    await this.#looping;
    for (const { job } of this.#held.values()) job.raise('stopping');
    await Promise.all([...this.#held.values()].map(({ ended }) => ended));
    clearInterval(this.#watchTimer);
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      try {
        while (!this.#stopped && this.#held.size < this.worker.concurrency && (await this.#take())) this.#woken = false;
      } catch (error) {
        this.#report(error);
      }
      await this.#rest();
    }
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#woken || this.#stopped) return resolve();
      const timer = setTimeout(resolve, pollMilliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Takes one job, or ends one that is not to be run; false when there is none. */
  async #take(): Promise<boolean> {
    const row = await this.dataSource.transaction(async (manager) => {
      const next = await lockNext(manager, this.worker.queue, [...this.#held.keys()]);
      if (!next) return undefined;
      if (next.cancel_requested) return this.#end(manager, next, 'cancelled', cancelledWaiting());
      if (next.attempt >= this.worker.attempts) return this.#end(manager, next, 'failed', crashedTooOften(next.attempt));
      return lease(manager, next.id, this.holder, this.worker.leaseSeconds);
    });
    if (row?.status === 'running') this.#start(row);
    return row !== undefined;
  }

  async #end(manager: EntityManager, row: JobRow, status: 'failed' | 'cancelled', { code, detail }: AtelierError): Promise<JobRow> {
    await this.worker.onFailed(manager, { ...row, payload: row.payload as P }, { status, code, detail });
    await end(manager, row.id, status, code);
    return { ...row, status };
  }

  #start(row: JobRow): void {
    const job = new HeldJob(this.dataSource, this.worker, row);
    const ended = job
      .run()
      .catch((error: unknown) => this.#report(error))
      .then(() => {
        this.#held.delete(row.id);
        this.wakeUp();
      });
    this.#held.set(row.id, { job, ended });
  }

  #report(error: unknown): void {
    if (performance.now() - this.#reportedAt < reportMilliseconds) return;
    this.#reportedAt = performance.now();
    const { code } = toAtelierError(error);
    this.#logger.warn({ err: error, code, queue: this.worker.queue }, 'the queue could not be read or written; trying again');
  }
}

export function cancelledWaiting(): AtelierError {
  return new AtelierError('learning.aborted', 'The job was cancelled before it ended.');
}

function crashedTooOften(attempts: number): AtelierError {
  return new AtelierError('job.crashed', `Its worker died or was cut off ${attempts} times; it is not tried again.`);
}
