import { ArtifactStore } from '@atelier/artifacts';
import { JobQueue, type JobWorker, type LeasedJob } from '@atelier/jobs';
import { type Cell, entityOf, type EntityRow, storeOnlineRows } from '@atelier/online-features';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FeatureStoreOptions } from '../options.js';
import { MLFeatureStore } from '../views/feature-view.entity.js';
import { materializationQueue } from './materializations.js';
import { StateMaterializer } from './state-materializer.js';
import type { ReadBatchInput, ReadBatchResult } from './read-batch.program.js';

const program = programPath(import.meta.url, './read-batch.program.ts');

interface Progress {
  readonly view_id: string;
  readonly from_time: Date | null;
  readonly until_time: Date | null;
  readonly incremental: boolean;
  readonly position: number;
  readonly source_rows: string;
  readonly latest: Date | null;
}

interface Source {
  readonly parquet_digest: string;
  readonly registered_at: Date;
  readonly materialized_until: Date | null;
}

/**
 * Fills the online table from a view's datasets, in batches: a batch and the place reached are one transaction, so that a restart, or another
 * replica, goes on where the last one ended. Doing it twice is doing it once, as a row never overwrites a newer one.
 */
@Injectable()
export class Materializer implements JobWorker<unknown>, OnApplicationBootstrap {
  readonly queue = materializationQueue;
  readonly concurrency = 1;
  readonly leaseSeconds: number;
  readonly attempts: number;

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly artifacts: ArtifactStore,
    private readonly states: StateMaterializer,
    private readonly options: FeatureStoreOptions,
  ) {
    this.leaseSeconds = options.leaseSeconds;
    this.attempts = options.attempts;
  }

  onApplicationBootstrap(): void {
    this.jobs.work(this);
  }

  async run(job: LeasedJob<unknown>): Promise<void> {
    await job.write((manager) =>
      manager.query(`UPDATE feature_store.materialization SET status = 'running' WHERE materialization_id = $1`, [job.id]),
    );
    const view = await this.viewOf(job.id);
    if (view.temporal === null) while (await this.nextBatch(job)) continue;
    else await this.makeStates(job, view);
    await job.complete(async (manager) => {
      const { view_id } = await this.progress(job.id);
      await manager.query(
        `UPDATE feature_store.materialization SET status = 'completed', completed_at = now() WHERE materialization_id = $1`,
        [job.id],
      );
      await manager.update(MLFeatureStore, { viewId: view_id, status: 'loading' }, { status: 'ready' });
    });
  }

  /** The view's first load ends the view with it, and its rows go. */
  async onFailed(manager: EntityManager, { id }: { id: string }, { detail }: { detail: string }): Promise<void> {
    const { view_id } = await this.progress(id);
    await manager.query(
      `UPDATE feature_store.materialization SET status = 'failed', detail = $2, completed_at = now() WHERE materialization_id = $1`,
      [id, detail],
    );
    const { affected } = await manager.update(MLFeatureStore, { viewId: view_id, status: 'loading' }, { status: 'failed', detail });
    if (affected === 1) await manager.query('DELETE FROM online_features.online_row WHERE view_id = $1', [view_id]);
  }

  /** A temporal view's states come of all its history, whatever window was asked for. */
  private async makeStates(job: LeasedJob<unknown>, view: MLFeatureStore): Promise<void> {
    const rows = await this.states.run(job, view);
    await job.write(async (manager) => {
      await manager.query('UPDATE feature_store.materialization SET rows_read = $2 WHERE materialization_id = $1', [job.id, rows]);
      await manager.update(MLFeatureStore, { viewId: view.viewId, status: 'loading' }, { rowsRead: rows });
      await manager.query(
        `UPDATE feature_store.view_source SET materialized_until = (SELECT max(at) FROM online_features.online_row WHERE view_id = $1) WHERE view_id = $1`,
        [view.viewId],
      );
    });
  }

  private async viewOf(id: string): Promise<MLFeatureStore> {
    const { view_id: viewId } = await this.progress(id);
    return await this.database.manager.findOneByOrFail(MLFeatureStore, { viewId });
  }

  /** False when no dataset is left. */
  private async nextBatch(job: LeasedJob<unknown>): Promise<boolean> {
    const progress = await this.progress(job.id);
    const [source]: Source[] = await this.database.query(
      `SELECT parquet_digest, registered_at, materialized_until FROM feature_store.view_source JOIN feature_store.dataset USING (dataset_id)
       WHERE view_id = $1 AND position = $2`,
      [progress.view_id, progress.position],
    );
    if (!source) return false;
    const view = await this.database.manager.findOneByOrFail(MLFeatureStore, { viewId: progress.view_id });
    const batch = await this.read(view, source, progress, job.signal);
    const rows = batch.rows.flatMap((cells) => entityRow(view, cells, source.registered_at));
    await job.write((manager) => this.store(manager, job.id, progress, view, rows, batch));
    return true;
  }

  private async read(view: MLFeatureStore, source: Source, progress: Progress, signal: AbortSignal): Promise<ReadBatchResult> {
    const { batchRows, seconds, memoryMiB } = this.options;
    const after = progress.incremental ? source.materialized_until : null;
    const input: ReadBatchInput = {
      file: await this.artifacts.file(source.parquet_digest),
      columns: [...view.joinKeys.map(({ name }) => name), ...timeColumns(view), ...view.features],
      timeColumn: view.timestampColumn,
      after: after?.toISOString() ?? null,
      from: progress.from_time?.toISOString() ?? null,
      until: progress.until_time?.toISOString() ?? null,
      offset: Number(progress.source_rows),
      limit: batchRows,
    };
    return await runInSandbox<ReadBatchResult>({ program, input, limits: { seconds, memoryMiB }, signal });
  }

  private async store(
    manager: EntityManager,
    id: string,
    progress: Progress,
    view: MLFeatureStore,
    rows: readonly EntityRow[],
    batch: ReadBatchResult,
  ): Promise<void> {
    await storeOnlineRows(manager, view.viewId, rows);
    const latest = rows.reduce<Date | null>((last, { at }) => (last === null || at > last ? at : last), progress.latest);
    if (batch.isLast) {
      await manager.query(
        `UPDATE feature_store.view_source SET materialized_until = greatest(materialized_until, $3::timestamptz) WHERE view_id = $1 AND position = $2`,
        [view.viewId, progress.position, progress.until_time ?? latest],
      );
    }
    await manager.query(
      `UPDATE feature_store.materialization SET rows_read = rows_read + $2,
         position = position + $3, source_rows = CASE WHEN $3 = 1 THEN 0 ELSE source_rows + $4 END, latest = CASE WHEN $3 = 1 THEN NULL ELSE $5::timestamptz END
       WHERE materialization_id = $1`,
      [id, batch.rows.length, batch.isLast ? 1 : 0, this.options.batchRows, latest],
    );
    await manager.query(`UPDATE feature_store.ml_feature_store SET rows_read = rows_read + $2 WHERE view_id = $1 AND status = 'loading'`, [
      view.viewId,
      batch.rows.length,
    ]);
  }

  private async progress(id: string): Promise<Progress> {
    const [found]: Progress[] = await this.database.query(
      `SELECT view_id, from_time, until_time, incremental, position, source_rows, latest FROM feature_store.materialization WHERE materialization_id = $1`,
      [id],
    );
    return found;
  }
}

function timeColumns({ timestampColumn, knownAtColumn }: MLFeatureStore): string[] {
  return [timestampColumn, knownAtColumn].filter((name) => name !== null);
}

/** A row without a key, or without one of its times, cannot be asked for and is left out. */
function entityRow(view: MLFeatureStore, cells: readonly Cell[], registeredAt: Date): EntityRow[] {
  const keys = view.joinKeys.length;
  const times = timeColumns(view).map((_, at) => cells[keys + at]);
  const row = Object.fromEntries(view.joinKeys.map(({ name }, at) => [name, cells[at]]));
  const entity = entityOf(view.joinKeys, row);
  if (entity === null || times.includes(null)) return [];
  const at = view.timestampColumn === null ? registeredAt : new Date(String(times[0]));
  const knownAt = view.knownAtColumn === null ? at : new Date(String(times[times.length - 1]));
  return [{ entity, cells: cells.slice(keys + times.length), at, knownAt }];
}
