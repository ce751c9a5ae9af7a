import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError, isRetryable, toAtelierError } from '@atelier/contracts';
import { Logger } from '@nestjs/common';
import { type DataSource, type EntityManager, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import type { JobWorker, LeasedJob } from './job.js';
import { end, giveBack, type JobRow, lockJob, renew, retryLater } from './job-table.js';

export type EndReason = 'cancelled' | 'lease_lost' | 'stopping';

const reconnectMilliseconds = 250;
const mostPauseSeconds = 60;

/** One lease: kept by heartbeats while `run` works, and ended exactly once under its token. */
export class HeldJob<P> implements LeasedJob<P> {
  readonly id: string;
  readonly project: string;
  readonly payload: P;
  readonly attempt: number;
  readonly token: number;
  readonly signal: AbortSignal;
  readonly #logger = new Logger('jobs');
  readonly #controller = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;
  #renewedAt = performance.now();
  #renewing = false;
  #completed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly worker: JobWorker<P>,
    row: JobRow,
  ) {
    this.id = row.id;
    this.project = row.project;
    this.payload = row.payload as P;
    this.attempt = row.attempt;
    this.token = row.token;
    this.signal = this.#controller.signal;
    this.#heartbeat = setInterval(() => void this.#renew(), (worker.leaseSeconds * 1000) / 4);
  }

  raise(reason: EndReason): void {
    if (!this.signal.aborted) this.#controller.abort(reason);
  }

  async complete(effects: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.#persist(async (manager) => {
      if (!(await this.#lock(manager))) return;
      await effects(manager);
      await end(manager, this.id, 'completed');
    });
    this.#completed = true;
  }

  async write(effects: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.#transaction(async (manager) => {
      if (!(await this.#lock(manager))) throw leaseLost(this.id);
      await effects(manager);
    });
  }

  /** Runs the worker and records how it ended. Never throws for a failure of the work; `database.unavailable` if its end could not be stored. */
  async run(): Promise<void> {
    try {
      const failure = await this.#failureOf();
      if (failure) await this.#settle(failure);
    } finally {
      clearInterval(this.#heartbeat);
    }
  }

  async #failureOf(): Promise<AtelierError | undefined> {
    try {
      await this.worker.run(this);
    } catch (thrown) {
      return this.#completed ? undefined : toAtelierError(thrown);
    }
    return this.#completed ? undefined : new AtelierError('job.crashed', 'The work ended without completing the job.');
  }

  async #settle(failure: AtelierError): Promise<void> {
    const reason: unknown = this.signal.reason;
    if (reason === 'lease_lost' || failure.code === 'job.lease_lost') return;
    if (reason === 'stopping') return this.#persist((manager) => giveBack(manager, this));
    if (failure.code === 'internal') this.#logger.error({ err: failure.cause ?? failure, job: this.id }, failure.detail);
    const mayPass = reason !== 'cancelled' && isRetryable(failure.code) && this.attempt < this.worker.attempts;
    if (mayPass) return this.#persist((manager) => retryLater(manager, this, Math.min(2 ** this.attempt, mostPauseSeconds)));
    const status = reason === 'cancelled' ? 'cancelled' : 'failed';
    await this.#persist((manager) => this.#fail(manager, status, failure));
  }

  async #fail(manager: EntityManager, status: 'failed' | 'cancelled', { code, detail }: AtelierError): Promise<void> {
    const row = await lockJob(manager, this.id);
    if (row?.token !== this.token || row.status !== 'running') return;
    await this.worker.onFailed(manager, this, { status, code, detail });
    await end(manager, this.id, status, code);
  }

  /** Locks the job under our token; false when our own earlier commit has ended it already (its answer was lost on the way). */
  async #lock(manager: EntityManager): Promise<boolean> {
    const row = await lockJob(manager, this.id);
    if (row?.token === this.token && row.status === 'completed') return false;
    if (row?.token !== this.token || row.status !== 'running') throw leaseLost(this.id);
    if (!row.cancel_requested) return true;
    this.raise('cancelled');
    throw new AtelierError('learning.aborted', 'The job was cancelled.');
  }

  /** Stores, trying again while the database is away and the lease may still be ours. */
  async #persist(effects: (manager: EntityManager) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await this.#transaction(effects);
      } catch (thrown) {
        const error = toAtelierError(thrown);
        if (error.code !== 'database.unavailable' || this.#isOverdue()) throw error;
        await pause(reconnectMilliseconds);
      }
    }
  }

  /** A connection that is lost between two statements leaves a released runner, of which TypeORM's manager speaks in words of its own. */
  async #transaction(effects: (manager: EntityManager) => Promise<void>): Promise<void> {
    try {
      await this.dataSource.transaction(effects);
    } catch (cause) {
      if (!(cause instanceof QueryRunnerProviderAlreadyReleasedError)) throw cause;
      throw new AtelierError('database.unavailable', 'The connection to the database was lost; nothing of this was stored.', [], { cause });
    }
  }

  /** A database that is away for a moment costs nothing; one that is away for the whole lease costs the lease. */
  async #renew(): Promise<void> {
    if (this.#renewing || this.#completed || this.signal.reason === 'lease_lost') return;
    this.#renewing = true;
    const asked = performance.now();
    try {
      if (await renew(this.dataSource.manager, this, this.worker.leaseSeconds)) this.#renewedAt = asked;
      else if (!this.#completed) this.raise('lease_lost');
    } catch (error) {
      this.#logger.warn({ err: error, job: this.id }, 'a heartbeat failed');
      if (this.#isOverdue()) this.raise('lease_lost');
    } finally {
      this.#renewing = false;
    }
  }

  #isOverdue(): boolean {
    return performance.now() - this.#renewedAt > this.worker.leaseSeconds * 1000;
  }
}

function leaseLost(id: string): AtelierError {
  return new AtelierError('job.lease_lost', `Job ${id} was taken over by another worker; nothing was written.`);
}
