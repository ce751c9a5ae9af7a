import type { EntityManager } from 'typeorm';

/** A job as its worker holds it. */
export interface LeasedJob<P> {
  readonly id: string;
  readonly project: string;
  readonly payload: P;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Grows with each lease of this job: what an older holder writes is refused. */
  readonly token: number;
  /** Raised when the job is cancelled, its lease is lost or the program stops; `signal.reason` is 'cancelled' | 'lease_lost' | 'stopping'. */
  readonly signal: AbortSignal;
  /**
   * Ends the job with its effects in one transaction: `effects` runs only while this holder's token is the newest,
   * else `job.lease_lost` is thrown and nothing is written.
   */
  complete(effects: (manager: EntityManager) => Promise<void>): Promise<void>;
  /** Writes something on the way (progress, a checkpoint) under the same condition. */
  write(effects: (manager: EntityManager) => Promise<void>): Promise<void>;
}

export interface JobWorker<P> {
  readonly queue: string;
  /** How many at once in this program. */
  readonly concurrency: number;
  /** Seconds without a heartbeat after which another worker may take the job. */
  readonly leaseSeconds: number;
  /** How often a job is tried when its worker dies or fails in a way that may pass. */
  readonly attempts: number;
  /** Does the work and calls `job.complete`. What it throws ends the job: `onFailed` is called in the transaction that records it. */
  run(job: LeasedJob<P>): Promise<void>;
  /** The last word on a job that will not be tried again. */
  onFailed(
    manager: EntityManager,
    job: { id: string; project: string; payload: P },
    failure: { status: 'failed' | 'cancelled'; code: string; detail: string },
  ): Promise<void>;
}

/** The queue of long work. Jobs survive restarts; one is run by one worker at a time and ends once. */
export abstract class JobQueue {
  /** Stores a job in the caller's transaction. The same id twice is one job. */
  abstract enqueue(
    manager: EntityManager,
    job: { queue: string; id: string; project: string; payload: unknown; priority?: number },
  ): Promise<void>;
  /** Asks for a job's end: a waiting one ends at once, a running one has its signal raised within a second, on whichever program it runs. */
  abstract cancel(manager: EntityManager, id: string): Promise<void>;
  /** Starts taking jobs of a queue in this program; stopped with the program (running ones are given back to the queue). */
  abstract work<P>(worker: JobWorker<P>): void;
  /** Number of waiting and running jobs of a queue, for `/metrics` and KEDA. */
  abstract depth(queue: string): Promise<{ waiting: number; running: number }>;
}
