import { randomUUID } from 'node:crypto';
import { AtelierError } from '@atelier/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { AfterCommit } from './after-commit.js';
import { JobQueue, type JobWorker } from './job.js';
import { countJobs, end, freeLeasesOf, insertJob, type JobRow, lockJob, requestCancel } from './job-table.js';
import { cancelledWaiting, QueueLoop } from './queue-loop.js';

export interface JobQueueSettings {
  /** Whether this program runs jobs, or only stores and cancels them. */
  readonly workers: boolean;
  /**
   * A name that one living program alone can have (the embedded program, which holds the lock of its home, gives `embedded`):
   * what an earlier program of this name held is then free at once instead of at the end of its lease.
   */
  readonly soleHolder?: string;
}

/** The queue in a table of the service's own database: SELECT … FOR UPDATE SKIP LOCKED, leases and fencing tokens (docs/decisions). */
export class PostgresJobQueue extends JobQueue {
  readonly #workers = new Map<string, JobWorker<unknown>>();
  readonly #loops = new Map<string, QueueLoop>();
  readonly #afterCommit: AfterCommit;
  readonly #holder: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: JobQueueSettings,
  ) {
    super();
    this.#afterCommit = new AfterCommit(dataSource);
    this.#holder = `${settings.soleHolder ?? 'program'}#${randomUUID()}`;
  }

  /** Frees what an earlier life of this program held; called once, before `work`. */
  async recover(): Promise<void> {
    if (this.settings.soleHolder && this.settings.workers) await freeLeasesOf(this.dataSource.manager, this.settings.soleHolder);
  }

  async enqueue(
    manager: EntityManager,
    job: { queue: string; id: string; project: string; payload: unknown; priority?: number },
  ): Promise<void> {
    await insertJob(manager, { ...job, priority: job.priority ?? 0 });
    const loop = this.#loops.get(job.queue);
    if (loop) this.#afterCommit.add(manager, loop.wakeUp);
  }

  /** `job.not_found`, `job.already_ended`. */
  async cancel(manager: EntityManager, id: string): Promise<void> {
    const row = await lockJob(manager, id);
    if (!row) throw new AtelierError('job.not_found', `There is no job ${id}.`);
    if (row.status !== 'waiting' && row.status !== 'running')
      throw new AtelierError('job.already_ended', `The job has ended as ${row.status}.`);
    const worker = this.#workers.get(row.queue);
    if (row.status === 'waiting' && worker) return this.#endWaiting(manager, row, worker);
    await requestCancel(manager, id);
    const loop = this.#loops.get(row.queue);
    if (loop) this.#afterCommit.add(manager, loop.wakeUp);
  }

  work<P>(worker: JobWorker<P>): void {
    if (this.#workers.has(worker.queue)) throw new Error(`The queue ${worker.queue} has a worker already.`);
    this.#workers.set(worker.queue, worker as JobWorker<unknown>);
    if (this.settings.workers) this.#loops.set(worker.queue, new QueueLoop(this.dataSource, worker as JobWorker<unknown>, this.#holder));
  }

  async depth(queue: string): Promise<{ waiting: number; running: number }> {
    return countJobs(this.dataSource.manager, queue);
  }

  /** Gives running jobs back; afterwards this program takes none. */
  async stop(): Promise<void> {
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop()));
  }

  async #endWaiting(manager: EntityManager, row: JobRow, worker: JobWorker<unknown>): Promise<void> {
    const { code, detail } = cancelledWaiting();
    await worker.onFailed(manager, row, { status: 'cancelled', code, detail });
    await end(manager, row.id, 'cancelled', code);
  }
}
