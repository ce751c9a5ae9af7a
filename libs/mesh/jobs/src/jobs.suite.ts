import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError } from '@atelier/contracts';
import { openDataSource } from '@atelier/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import type { JobWorker, LeasedJob } from './job.js';
import { jobsSchema } from './jobs-schema.js';
import { PostgresJobQueue } from './postgres-job-queue.js';

const project = 'p1';

/** Looks until it is there; an error after 20 s, so that no test goes on behind those after it. */
async function until<T>(look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 1000; tries++) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await pause(20);
  }
  throw new Error('it never came');
}

const endOf = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const fail = () => reject(new AtelierError('learning.aborted', String(signal.reason)));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail);
  });

interface Failure {
  readonly id: string;
  readonly status: string;
  readonly code: string;
  readonly detail: string;
}

/** What every driver of `JobQueue` must do, on a real server: leases, fencing, cancel, resume, order, bounds. */
export function jobsSuite(name: string, start: () => Promise<{ readonly url: string; stop(): Promise<void> }>): void {
  describe(`jobs on ${name}`, () => {
    let database: { readonly url: string; stop(): Promise<void> };
    let dataSource: DataSource;
    let queue: string;
    let opened: { jobs: PostgresJobQueue; dataSource: DataSource }[] = [];
    let children: ChildProcess[] = [];
    let failures: Failure[];

    beforeAll(async () => {
      database = await start();
      dataSource = await openDataSource({ url: database.url, services: [jobsSchema] });
      await dataSource.query('CREATE TABLE IF NOT EXISTS public.effect (job text, token integer)');
    });
    afterAll(async () => {
      await dataSource.destroy();
      await database.stop();
    });
    beforeEach(() => {
      queue = `queue-${randomUUID()}`;
      failures = [];
    });
    afterEach(async () => {
      for (const child of children) child.kill('SIGKILL');
      children = [];
      for (const program of opened) {
        await program.jobs.stop();
        await program.dataSource.destroy();
      }
      opened = [];
    });

    /** A program of its own, as far as the queue can tell: a data source and a holder of its own. */
    async function program(settings: { workers?: boolean; soleHolder?: string } = {}): Promise<PostgresJobQueue> {
      const own = await openDataSource({ url: database.url, services: [jobsSchema] });
      const jobs = new PostgresJobQueue(own, { workers: true, ...settings });
      await jobs.recover();
      opened.push({ jobs, dataSource: own });
      return jobs;
    }

    function worker(run: (job: LeasedJob<unknown>) => Promise<void>, changes: Partial<JobWorker<unknown>> = {}): JobWorker<unknown> {
      return {
        queue,
        concurrency: 1,
        leaseSeconds: 2,
        attempts: 3,
        run,
        onFailed: async (_manager, { id }, { status, code, detail }) => void failures.push({ id, status, code, detail }),
        ...changes,
      };
    }

    const effect = (job: LeasedJob<unknown>) => async (manager: EntityManager) => {
      await manager.query('INSERT INTO public.effect (job, token) VALUES ($1, $2)', [job.id, job.token]);
    };
    const effectsOf = async (id: string): Promise<number[]> =>
      (await dataSource.query('SELECT token FROM public.effect WHERE job = $1', [id])).map((row: { token: number }) => row.token);
    const statusOf = async (id: string): Promise<{ status: string; attempt: number; token: number; code: string | null }> =>
      (await dataSource.query('SELECT status, attempt, token, code FROM jobs.job WHERE id = $1', [id]))[0];
    const ended = (id: string, status: string) => until(async () => (await statusOf(id)).status === status);

    async function enqueue(jobs: PostgresJobQueue, given: { id?: string; payload?: unknown; priority?: number } = {}): Promise<string> {
      const id = given.id ?? randomUUID();
      await dataSource.transaction((manager) =>
        jobs.enqueue(manager, { queue, id, project, payload: given.payload ?? {}, priority: given.priority }),
      );
      return id;
    }

    async function child(leaseSeconds: number, holder = randomUUID()): Promise<ChildProcess> {
      const file = fileURLToPath(new URL('./fixtures/worker.program.mjs', import.meta.url));
      const forked = fork(file, [database.url, queue, String(leaseSeconds), holder], { execArgv: ['--no-warnings'] });
      children.push(forked);
      return forked;
    }

    it('runs a job once, with its payload, and stores its effects with its end', async () => {
      const jobs = await program();
      const seen: LeasedJob<unknown>[] = [];
      jobs.work(
        worker(async (job) => {
          seen.push(job);
          await job.write(effect(job));
          await job.complete(effect(job));
        }),
      );
      const id = await enqueue(jobs, { payload: { deep: [1, { text: 'ü' }] } });
      await ended(id, 'completed');
      expect(seen.map(({ payload, attempt, token, project: owner }) => ({ payload, attempt, token, owner }))).toEqual([
        { payload: { deep: [1, { text: 'ü' }] }, attempt: 1, token: 1, owner: project },
      ]);
      expect(await effectsOf(id)).toEqual([1, 1]);
    });

    it('keeps one job of an id, and none of a transaction that was rolled back', async () => {
      const jobs = await program({ workers: false });
      const id = await enqueue(jobs, { payload: 'first' });
      await enqueue(jobs, { id, payload: 'second' });
      const rolledBack = dataSource.transaction(async (manager) => {
        await jobs.enqueue(manager, { queue, id: randomUUID(), project, payload: {} });
        throw new Error('no');
      });
      await expect(rolledBack).rejects.toThrow('no');
      expect(await jobs.depth(queue)).toEqual({ waiting: 1, running: 0 });
      const rows = await dataSource.query('SELECT payload FROM jobs.job WHERE id = $1', [id]);
      expect(rows).toEqual([{ payload: 'first' }]);
    });

    it('takes the highest priority first, then the oldest', async () => {
      const storing = await program({ workers: false });
      const ids: string[] = [];
      for (const priority of [0, 5, 0, 5, 9]) ids.push(await enqueue(storing, { priority }));
      const order: string[] = [];
      (await program()).work(
        worker(async (job) => {
          order.push(job.id);
          await job.complete(async () => undefined);
        }),
      );
      await until(() => order.length === 5);
      expect(order).toEqual([4, 1, 3, 0, 2].map((at) => ids[at]));
    });

    it('shares jobs among programs, each completed once, never more at once than allowed', async () => {
      const [first, second] = [await program(), await program()];
      let running = 0;
      let most = 0;
      const run = async (job: LeasedJob<unknown>) => {
        most = Math.max(most, ++running);
        await pause(5);
        await job.complete(effect(job));
        running--;
      };
      const ids = await Promise.all(Array.from({ length: 40 }, () => enqueue(first)));
      for (const jobs of [first, second]) jobs.work(worker(run, { concurrency: 2 }));
      for (const id of ids) await ended(id, 'completed');
      for (const id of ids) expect(await effectsOf(id)).toEqual([1]);
      expect(most).toBeLessThanOrEqual(4);
      expect(await first.depth(queue)).toEqual({ waiting: 0, running: 0 });
    });

    it('gives the job of a killed program to another when its lease ends', async () => {
      const killed = await child(1);
      const jobs = await program();
      const id = await enqueue(jobs);
      await once(killed, 'message');
      expect(await jobs.depth(queue)).toEqual({ waiting: 0, running: 1 });
      killed.kill('SIGKILL');
      jobs.work(worker(async (job) => job.complete(effect(job))));
      await ended(id, 'completed');
      expect(await effectsOf(id)).toEqual([2]);
      expect(await statusOf(id)).toMatchObject({ attempt: 2, token: 2 });
    });

    it('refuses the result of a program that was frozen past its lease', async () => {
      const frozen = await child(1);
      const jobs = await program();
      const id = await enqueue(jobs);
      await once(frozen, 'message');
      frozen.kill('SIGSTOP');
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      jobs.work(
        worker(async (job) => {
          await released;
          await job.complete(effect(job));
        }),
      );
      await until(async () => (await statusOf(id)).token === 2);
      const answer = once(frozen, 'message');
      frozen.send('complete');
      frozen.kill('SIGCONT');
      expect((await answer)[0]).toEqual({ refused: 'job.lease_lost' });
      release();
      await ended(id, 'completed');
      expect(await effectsOf(id)).toEqual([2]);
    });

    it('signals the loss of a lease and refuses what its old holder writes', async () => {
      const jobs = await program();
      const codes: unknown[] = [];
      const refused = async (attempt: Promise<void>) => codes.push(await attempt.catch((error: AtelierError) => error.code));
      jobs.work(
        worker(async (job) => {
          await dataSource.query('UPDATE jobs.job SET token = token + 1 WHERE id = $1', [job.id]);
          await endOf(job.signal).catch((error: AtelierError) => codes.push(error.detail));
          await refused(job.write(effect(job)));
          await refused(job.complete(effect(job)));
          throw new AtelierError('learning.aborted', 'lost');
        }),
      );
      const id = await enqueue(jobs);
      await until(() => codes.length === 3);
      expect(codes).toEqual(['lease_lost', 'job.lease_lost', 'job.lease_lost']);
      expect(await effectsOf(id)).toEqual([]);
      expect(failures).toEqual([]);
    });

    it('takes at once what an earlier program of the same name held, without counting the attempt', async () => {
      const home = randomUUID();
      const killed = await child(3600, home);
      const id = await enqueue(await program({ workers: false }));
      await once(killed, 'message');
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      (await program({ soleHolder: home })).work(worker(async (job) => job.complete(effect(job))));
      await ended(id, 'completed');
      expect(await statusOf(id)).toMatchObject({ attempt: 1, token: 2 });
    });

    it('ends a waiting job at once when it is cancelled', async () => {
      const jobs = await program({ workers: false });
      jobs.work(worker(async () => undefined));
      const id = await enqueue(jobs);
      await dataSource.transaction((manager) => jobs.cancel(manager, id));
      expect(failures).toEqual([expect.objectContaining({ id, status: 'cancelled', code: 'learning.aborted' })]);
      expect(await statusOf(id)).toMatchObject({ status: 'cancelled' });
      const again = dataSource.transaction((manager) => jobs.cancel(manager, id));
      await expect(again).rejects.toMatchObject({ code: 'job.already_ended' });
      const unknown = dataSource.transaction((manager) => jobs.cancel(manager, randomUUID()));
      await expect(unknown).rejects.toMatchObject({ code: 'job.not_found' });
    });

    it('cancels a waiting job from a program that does not know its queue', async () => {
      const stranger = await program({ workers: false });
      const id = await enqueue(stranger);
      await dataSource.transaction((manager) => stranger.cancel(manager, id));
      let runs = 0;
      (await program()).work(worker(async () => void runs++));
      await ended(id, 'cancelled');
      expect(failures).toMatchObject([{ id, status: 'cancelled' }]);
      expect(runs).toBe(0);
    });

    it('signals a running job that is cancelled from another program', async () => {
      const jobs = await program();
      jobs.work(worker((job) => endOf(job.signal)));
      const id = await enqueue(jobs);
      await ended(id, 'running');
      const elsewhere = await program({ workers: false });
      await dataSource.transaction((manager) => elsewhere.cancel(manager, id));
      await ended(id, 'cancelled');
      expect(failures).toEqual([{ id, status: 'cancelled', code: 'learning.aborted', detail: 'cancelled' }]);
    });

    it('does not complete a job whose cancellation was acknowledged', async () => {
      const jobs = await program();
      jobs.work(
        worker(async (job) => {
          await dataSource.transaction((manager) => jobs.cancel(manager, job.id));
          await job.complete(effect(job));
        }),
      );
      const id = await enqueue(jobs);
      await ended(id, 'cancelled');
      expect(await effectsOf(id)).toEqual([]);
      expect(failures).toMatchObject([{ id, status: 'cancelled' }]);
    });

    it('ends a job with what it throws, in the transaction that records it', async () => {
      const jobs = await program();
      jobs.work(
        worker(async () => {
          throw new AtelierError('dataset.empty', 'no rows');
        }),
      );
      const id = await enqueue(jobs);
      await ended(id, 'failed');
      expect(failures).toEqual([{ id, status: 'failed', code: 'dataset.empty', detail: 'no rows' }]);
      expect(await statusOf(id)).toMatchObject({ attempt: 1, code: 'dataset.empty' });
    });

    it('says so when the work ends without completing', async () => {
      const jobs = await program();
      jobs.work(worker(async () => undefined));
      await ended(await enqueue(jobs), 'failed');
      expect(failures).toMatchObject([{ code: 'job.crashed' }]);
    });

    it('tries again what may pass, as often as allowed', async () => {
      const jobs = await program();
      const attempts: number[] = [];
      jobs.work(
        worker(
          async (job) => {
            attempts.push(job.attempt);
            throw new AtelierError('artifact.unavailable', 'away');
          },
          { attempts: 2 },
        ),
      );
      await ended(await enqueue(jobs), 'failed');
      expect(attempts).toEqual([1, 2]);
      expect(failures).toMatchObject([{ code: 'artifact.unavailable' }]);
    });

    it('ends a job whose workers died as often as allowed', async () => {
      const jobs = await program();
      const id = await enqueue(jobs);
      await dataSource.query(
        `UPDATE jobs.job SET status = 'running', attempt = 3, token = 3, holder = 'dead', lease_until = now() - interval '1 second' WHERE id = $1`,
        [id],
      );
      let runs = 0;
      jobs.work(worker(async () => void runs++));
      await ended(id, 'failed');
      expect(failures).toMatchObject([{ id, status: 'failed', code: 'job.crashed' }]);
      expect(runs).toBe(0);
    });

    it('gives running jobs back when the program stops, without counting the attempt', async () => {
      const stopping = await program();
      stopping.work(worker((job) => endOf(job.signal)));
      const id = await enqueue(stopping);
      await ended(id, 'running');
      await stopping.stop();
      expect(await statusOf(id)).toMatchObject({ status: 'waiting', attempt: 0 });
      (await program()).work(worker(async (job) => job.complete(effect(job))));
      await ended(id, 'completed');
      expect(await statusOf(id)).toMatchObject({ attempt: 1, token: 2 });
    });

    it.each([
      [
        'while a statement runs',
        (manager: EntityManager, pid: number) => manager.query('SELECT pg_terminate_backend($1), pg_sleep(5)', [pid]),
      ],
      [
        'between two statements',
        async (manager: EntityManager, pid: number) => {
          await dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
          await until(() => manager.queryRunner?.isReleased);
        },
      ],
    ])('completes although its connection is cut %s', async (_, cut) => {
      const jobs = await program();
      let cuts = 0;
      jobs.work(
        worker(async (job) =>
          job.complete(async (manager) => {
            const [{ pid }] = await manager.query('SELECT pg_backend_pid() AS pid');
            if (cuts++ === 0) await cut(manager, pid);
            await effect(job)(manager);
          }),
        ),
      );
      const id = await enqueue(jobs);
      await ended(id, 'completed');
      expect(cuts).toBe(2);
      expect(await effectsOf(id)).toEqual([1]);
    });
  });
}
