import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, isRetryable, toAtelierError } from '@atelier/contracts';
import { programPath, runInSandbox } from '@atelier/sandbox';
import type { Cell } from '@atelier/tables';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Dataset } from '../datasets/dataset.entity.js';
import { type EntityRow, entityKey, storeRows } from '../online/stored-rows.js';
import { FeatureStoreOptions } from '../options.js';
import { MLFeatureStore } from '../views/feature-view.entity.js';
import type { ReadBatchInput } from './read-batch.program.js';

const program = programPath(import.meta.url, './read-batch.program.ts');

/**
 * Fills the online table of each view that is loading, in batches: a batch and the place reached are one transaction, so that a restart,
 * or another replica, goes on where the last one ended and no row counts twice.
 */
@Injectable()
export class Loader implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('feature-store');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private rouse: () => void = () => undefined;
  private isRoused = false;

  constructor(
    private readonly database: DataSource,
    private readonly artifacts: ArtifactStore,
    private readonly options: FeatureStoreOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.loop();
  }

  /** There is a view to load. */
  wake(): void {
    this.isRoused = true;
    this.rouse();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.rouse();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.isRoused = false;
      try {
        while (!this.stopping.signal.aborted && (await this.loadNext())) continue;
      } catch (error) {
        if (!this.stopping.signal.aborted) this.logger.warn(`views wait to be loaded: ${String(error)}`);
      }
      await this.rest();
    }
  }

  private rest(): Promise<void> {
    if (this.isRoused || this.stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.idleMs);
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** One batch of the oldest view that is loading; false when there is none. */
  private async loadNext(): Promise<boolean> {
    const view = await this.database.manager.findOne(MLFeatureStore, { where: { status: 'loading' }, order: { viewId: 'ASC' } });
    if (!view) return false;
    try {
      await this.loadBatch(view);
    } catch (error) {
      await this.fail(view, toAtelierError(error));
    }
    return true;
  }

  private async loadBatch(view: MLFeatureStore): Promise<void> {
    const { datasetId, project, entityColumn, timestampColumn, features, rowsRead } = view;
    const dataset = await this.database.manager.findOneByOrFail(Dataset, { datasetId, project });
    const columns = [entityColumn, ...(timestampColumn === null ? [] : [timestampColumn]), ...features];
    const file = await this.artifacts.file(dataset.parquetDigest);
    const { batchRows, seconds, memoryMiB } = this.options;
    const input: ReadBatchInput = { file, columns, offset: rowsRead, limit: batchRows };
    const rows = await runInSandbox<Cell[][]>({ program, input, limits: { seconds, memoryMiB }, signal: this.stopping.signal });
    const entities = rows.flatMap((cells) => entityRow(cells, timestampColumn !== null, dataset.registeredAt));
    await this.store(view, entities, rows.length);
  }

  /** Only from the place that was read from: what another replica has stored meanwhile is not stored again. */
  private async store({ viewId, rowsRead }: MLFeatureStore, entities: readonly EntityRow[], count: number): Promise<void> {
    const status = count < this.options.batchRows ? 'ready' : 'loading';
    await this.database.transaction(async (manager) => {
      const { affected } = await manager.update(
        MLFeatureStore,
        { viewId, rowsRead, status: 'loading' },
        { rowsRead: rowsRead + count, status },
      );
      if (affected === 1) await storeRows(manager, viewId, entities);
    });
  }

  /** What may pass is tried again; what will not ends the view, and its rows go. */
  private async fail({ viewId }: MLFeatureStore, error: AtelierError): Promise<void> {
    if (isRetryable(error.code) || this.stopping.signal.aborted) throw error;
    await this.database.transaction(async (manager) => {
      await manager.update(MLFeatureStore, { viewId, status: 'loading' }, { status: 'failed', detail: error.detail });
      await manager.query('DELETE FROM feature_store.online_row WHERE view_id = $1', [viewId]);
    });
  }
}

/** A row without a key, or without its time, cannot be asked for and is left out. */
function entityRow([key, ...rest]: readonly Cell[], hasTime: boolean, registeredAt: Date): EntityRow[] {
  const [time, ...timed] = rest;
  const cells = hasTime ? timed : rest;
  if (key === null || (hasTime && time === null)) return [];
  return [{ entity: entityKey(key), cells, at: hasTime ? new Date(String(time)) : registeredAt }];
}
