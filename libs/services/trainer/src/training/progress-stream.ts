import { setTimeout as pause } from 'node:timers/promises';
import type { JobStatus } from '@atelier/contracts';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { progressAfter } from './progress-records.js';
import { MLTrainingJob } from './training-job.entity.js';

const pollMilliseconds = 200;
const aliveMilliseconds = 15_000;

/** Live progress as server-sent events. It is read from the database, so any replica tells of any job. */
@Injectable()
export class ProgressStream implements OnModuleDestroy {
  readonly #stopping = new AbortController();

  constructor(private readonly database: DataSource) {}

  /** Streams end with the program: a reader asks again, with the last id, and gets on where it was. */
  onModuleDestroy(): void {
    this.#stopping.abort();
  }

  /** `progress` events with growing ids after `lastId`, then one `end` with the job's status. Ends when its reader leaves. */
  async *follow(jobId: string, lastId: number): AsyncGenerator<string> {
    let last = lastId;
    let toldAt = performance.now();
    yield ': progress of the job\nretry: 1000\n\n';
    for (;;) {
      // The status is read first: progress of an ended job is complete, so nothing is missed between the two.
      const status = await this.#status(jobId);
      for (const { sequence, progress } of await progressAfter(this.database.manager, jobId, last)) {
        last = sequence;
        toldAt = performance.now();
        yield `id: ${sequence}\nevent: progress\ndata: ${JSON.stringify(progress)}\n\n`;
      }
      if (status !== 'pending' && status !== 'running') {
        yield `event: end\ndata: ${JSON.stringify({ status })}\n\n`;
        return;
      }
      if (!(await this.#wait())) return;
      if (performance.now() - toldAt > aliveMilliseconds) {
        toldAt = performance.now();
        yield ': alive\n\n';
      }
    }
  }

  async #status(jobId: string): Promise<JobStatus> {
    const { status } = await this.database.manager.findOneOrFail(MLTrainingJob, {
      where: { jobId },
      select: { jobId: true, status: true },
    });
    return status;
  }

  /** False when the program stops. */
  async #wait(): Promise<boolean> {
    const { signal } = this.#stopping;
    await pause(pollMilliseconds, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}
