import { AtelierError, type MaterializationAnswer, type MaterializeIncremental, type MaterializeRequest } from '@atelier/contracts';
import { JobQueue } from '@atelier/jobs';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { MLFeatureStore } from '../views/feature-view.entity.js';

export const materializationQueue = 'feature-materialization';

/** Which rows go into the online table, by event time: from … to, both included; incremental: after each dataset's last time. */
export interface Window {
  readonly from: Date | null;
  readonly until: Date | null;
  readonly incremental: boolean;
}

const pollMs = 50;
const selected = `materialization_id, view.name AS view, view.version, from_time, until_time, materialization.status, materialization.rows_read,
  materialization.detail, materialization.created_at, completed_at`;

interface StoredMaterialization {
  readonly materialization_id: string;
  readonly view: string;
  readonly version: number;
  readonly from_time: Date | null;
  readonly until_time: Date | null;
  readonly status: MaterializationAnswer['status'];
  readonly rows_read: string;
  readonly detail: string;
  readonly created_at: Date;
  readonly completed_at: Date | null;
}

/** Orders to fill the online table, and what became of them. */
@Injectable()
export class Materializations {
  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
  ) {}

  /** Stores the order with its job. */
  async start(manager: EntityManager, { viewId, project }: MLFeatureStore, { from, until, incremental }: Window): Promise<string> {
    const id = uuidv7();
    await manager.query(
      `INSERT INTO feature_store.materialization
         (materialization_id, project, view_id, from_time, until_time, incremental, status, position, source_rows, rows_read, detail, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, 0, 0, '', now())`,
      [id, project, viewId, from, until, incremental],
    );
    await this.queue.enqueue(manager, { queue: materializationQueue, id, project, payload: {} });
    return id;
  }

  async startAll(views: readonly MLFeatureStore[], window: Window): Promise<string[]> {
    return await this.database.transaction(async (manager) => {
      const ids: string[] = [];
      for (const view of views) ids.push(await this.start(manager, view, window));
      return ids;
    });
  }

  /** How they stand once they have all ended, or after so many milliseconds. */
  async ended(ids: readonly string[], milliseconds: number): Promise<MaterializationAnswer[]> {
    const until = performance.now() + milliseconds;
    for (;;) {
      const found = await this.read('materialization_id = ANY($1::uuid[])', [ids]);
      if (found.every(({ status }) => status === 'completed' || status === 'failed') || performance.now() >= until) return found;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** The newest first. */
  list(project: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<MaterializationAnswer[]> {
    return this.read(
      `materialization.project = $1 AND ($2::text IS NULL OR materialization_id::text < $2) ORDER BY materialization_id DESC LIMIT ${Number(limit)}`,
      [project, cursor ?? null],
    );
  }

  private async read(condition: string, values: unknown[]): Promise<MaterializationAnswer[]> {
    const rows: StoredMaterialization[] = await this.database.query(
      `SELECT ${selected} FROM feature_store.materialization JOIN feature_store.ml_feature_store AS view USING (view_id) WHERE ${condition}`,
      values,
    );
    return rows.map(answer);
  }
}

/** The window of a request. `feature.time_range_invalid`. */
export function windowOf(request: MaterializeRequest | MaterializeIncremental): Window {
  const until = new Date(request.end_ts);
  if (!('start_ts' in request)) return { from: null, until, incremental: true };
  const from = new Date(request.start_ts);
  if (from > until) {
    const message = `start_ts (${request.start_ts}) is after end_ts (${request.end_ts}).`;
    throw new AtelierError('feature.time_range_invalid', message, [{ path: 'start_ts', message }]);
  }
  return { from, until, incremental: false };
}

function answer(row: StoredMaterialization): MaterializationAnswer {
  return {
    materialization_id: row.materialization_id,
    view: row.view,
    version: row.version,
    from: row.from_time?.toISOString() ?? null,
    until: row.until_time?.toISOString() ?? null,
    status: row.status,
    rows_read: Number(row.rows_read),
    detail: row.detail,
    created_at: row.created_at.toISOString(),
    completed_at: row.completed_at?.toISOString() ?? null,
  };
}
