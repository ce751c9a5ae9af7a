import type { EntityManager } from 'typeorm';

export type QueueStatus = 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface JobRow<P = unknown> {
  readonly id: string;
  readonly queue: string;
  readonly project: string;
  readonly payload: P;
  readonly status: QueueStatus;
  readonly attempt: number;
  readonly token: number;
  readonly cancel_requested: boolean;
}

export interface Lease {
  readonly id: string;
  readonly token: number;
}

const columns = 'id, queue, project, payload, status, attempt, token, cancel_requested';

/** A job that has been leased so often is not taken again, whatever ended its leases. */
const mostLeases = 100;

/** Every statement on jobs.job. All times are the database's clock, so that programs with different clocks agree on a lease's end. */
export async function insertJob(
  manager: EntityManager,
  job: { queue: string; id: string; project: string; payload: unknown; priority: number },
): Promise<void> {
  await manager.query(
    `INSERT INTO jobs.job (id, queue, project, payload, priority) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
    [job.id, job.queue, job.project, JSON.stringify(job.payload), job.priority],
  );
}

/** The job's row, locked until the transaction ends. */
export async function lockJob(manager: EntityManager, id: string): Promise<JobRow | undefined> {
  const rows: JobRow[] = await manager.query(`SELECT ${columns} FROM jobs.job WHERE id = $1 FOR UPDATE`, [id]);
  return rows[0];
}

/** The next job that may be taken, locked: highest priority first, then oldest. Jobs that the caller already runs are left to their heartbeats. */
export async function lockNext(manager: EntityManager, queue: string, held: readonly string[]): Promise<JobRow | undefined> {
  const rows: JobRow[] = await manager.query(
    `SELECT ${columns} FROM jobs.job
     WHERE queue = $1 AND status IN ('waiting', 'running') AND id <> ALL ($2)
       AND CASE status WHEN 'waiting' THEN available_at <= clock_timestamp() OR cancel_requested ELSE lease_until < clock_timestamp() END
     ORDER BY priority DESC, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [queue, held],
  );
  return rows[0];
}

/** Gives the locked job to a holder with the next token. */
export async function lease(manager: EntityManager, id: string, holder: string, seconds: number): Promise<JobRow> {
  const [rows]: [JobRow[]] = await manager.query(
    `UPDATE jobs.job SET status = 'running', attempt = attempt + 1, token = token + 1, holder = $2,
       lease_until = clock_timestamp() + make_interval(secs => $3)
     WHERE id = $1 RETURNING ${columns}`,
    [id, holder, seconds],
  );
  return rows[0];
}

/** False when the lease is no longer ours. A lease that has run out but that nobody took is ours again. */
export async function renew(manager: EntityManager, { id, token }: Lease, seconds: number): Promise<boolean> {
  const [, renewed]: [unknown, number] = await manager.query(
    `UPDATE jobs.job SET lease_until = clock_timestamp() + make_interval(secs => $3) WHERE id = $1 AND token = $2 AND status = 'running'`,
    [id, token, seconds],
  );
  return renewed === 1;
}

/** Those of the leases that were cancelled, and those that are no longer the newest. */
export async function findRaised(
  manager: EntityManager,
  leases: readonly Lease[],
): Promise<{ readonly cancelled: ReadonlySet<string>; readonly lost: ReadonlySet<string> }> {
  const rows: JobRow[] = await manager.query(`SELECT id, token, status, cancel_requested FROM jobs.job WHERE id = ANY ($1)`, [
    leases.map(({ id }) => id),
  ]);
  const ours = new Map(leases.map(({ id, token }) => [id, token]));
  const held = rows.filter(({ id, token, status }) => ours.get(id) === token && status === 'running');
  const heldIds = new Set(held.map(({ id }) => id));
  return {
    cancelled: new Set(held.filter((row) => row.cancel_requested).map(({ id }) => id)),
    lost: new Set(leases.map(({ id }) => id).filter((id) => !heldIds.has(id))),
  };
}

export async function end(manager: EntityManager, id: string, status: 'completed' | 'failed' | 'cancelled', code?: string): Promise<void> {
  await manager.query(
    `UPDATE jobs.job SET status = $2, code = $3, holder = NULL, lease_until = NULL, ended_at = clock_timestamp() WHERE id = $1`,
    [id, status, code ?? null],
  );
}

export async function requestCancel(manager: EntityManager, id: string): Promise<void> {
  await manager.query('UPDATE jobs.job SET cancel_requested = true WHERE id = $1', [id]);
}

/** Back to the queue, to be tried again after a pause; the attempt counts. */
export async function retryLater(manager: EntityManager, { id, token }: Lease, seconds: number): Promise<void> {
  await manager.query(
    `UPDATE jobs.job SET status = 'waiting', holder = NULL, lease_until = NULL, available_at = clock_timestamp() + make_interval(secs => $3)
     WHERE id = $1 AND token = $2 AND status = 'running'`,
    [id, token, seconds],
  );
}

/** Back to the queue at once; the attempt does not count. */
export async function giveBack(manager: EntityManager, { id, token }: Lease): Promise<void> {
  await manager.query(
    `UPDATE jobs.job SET status = 'waiting', attempt = attempt - 1, holder = NULL, lease_until = NULL, available_at = clock_timestamp()
     WHERE id = $1 AND token = $2 AND status = 'running'`,
    [id, token],
  );
}

/**
 * Frees what an earlier life of the one program of this name held. Being killed is no fault of the job, so the attempt does not count,
 * unless it goes on for ever.
 */
export async function freeLeasesOf(manager: EntityManager, soleHolder: string): Promise<void> {
  await manager.query(
    `UPDATE jobs.job SET status = 'waiting', holder = NULL, lease_until = NULL, available_at = clock_timestamp(),
       attempt = CASE WHEN token < ${mostLeases} THEN attempt - 1 ELSE attempt END
     WHERE status = 'running' AND starts_with(holder, $1)`,
    [`${soleHolder}#`],
  );
}

export async function countJobs(manager: EntityManager, queue: string): Promise<{ waiting: number; running: number }> {
  const rows: { waiting: number; running: number }[] = await manager.query(
    `SELECT count(*) FILTER (WHERE status = 'waiting')::int AS waiting, count(*) FILTER (WHERE status = 'running')::int AS running
     FROM jobs.job WHERE queue = $1 AND status IN ('waiting', 'running')`,
    [queue],
  );
  return rows[0];
}
