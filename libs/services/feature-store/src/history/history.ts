import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArtifactStore } from '@atelier/artifacts';
import { type Cell, entityKey } from '@atelier/online-features';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FeatureStoreOptions } from '../options.js';
import type { HistorySource } from '../point-in-time/join-input.js';
import type { ValueRow } from '../pushes/advance-states.js';
import type { PushedRow } from '../pushes/pushed-rows.js';
import type { MLFeatureStore } from '../views/feature-view.entity.js';
import { historySchema } from '../views/history-schema.js';
import { segmentColumns, type WriteSegmentInput } from './write-segment.js';

const program = programPath(import.meta.url, './write-segment.program.ts');
const pageRows = 5000;

/** A Parquet file of a view's history by its digest. */
export type StoredSource = Omit<HistorySource, 'file'> & { readonly digest: string };

/** The history of views: their datasets, and the pushed rows, which are kept as rows first and as Parquet segments once somebody reads them. */
@Injectable()
export class History {
  constructor(
    private readonly database: DataSource,
    private readonly artifacts: ArtifactStore,
    private readonly options: FeatureStoreOptions,
  ) {}

  async append(manager: EntityManager, view: MLFeatureStore, rows: readonly PushedRow[]): Promise<void> {
    // Shared with others who push; a segment is cut while none is under way, so that no number below its end comes later.
    await manager.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [lockName(view)]);
    const cells = rows.map(({ keys, at, knownAt, cells: values }) =>
      JSON.stringify([...keys, at.toISOString(), knownAt.toISOString(), ...values]),
    );
    await manager.query(
      'INSERT INTO feature_store.pushed_row (view_id, cells) SELECT $1, cells::jsonb FROM unnest($2::text[]) AS given (cells)',
      [view.viewId, cells],
    );
  }

  /** All of a view's history as files. Rows that were pushed since the last segment become one; `folder` is for scratch files. */
  async sources(view: MLFeatureStore, folder: string): Promise<StoredSource[]> {
    return (await this.read(view, folder)).sources;
  }

  /** The same, and the last of the pushed rows that are in them. */
  async read(view: MLFeatureStore, folder: string): Promise<{ readonly sources: StoredSource[]; readonly lastSequence: string }> {
    await this.cutSegment(view, folder);
    const keys = view.joinKeys.map(({ name }) => name);
    const columns = historySchema(view).map(({ name }) => name);
    const datasets: { parquet_digest: string; registered_at: Date }[] = await this.database.query(
      `SELECT parquet_digest, registered_at FROM feature_store.view_source JOIN feature_store.dataset USING (dataset_id) WHERE view_id = $1 ORDER BY position`,
      [view.viewId],
    );
    const segments: { digest: string; last_sequence: string }[] = await this.database.query(
      'SELECT digest, last_sequence FROM feature_store.segment WHERE view_id = $1 ORDER BY last_sequence',
      [view.viewId],
    );
    const names = segmentColumns(keys.length, columns.length);
    const sources = [
      ...datasets.map(({ parquet_digest: digest, registered_at: registeredAt }) => ({
        digest,
        keys,
        eventTime: view.timestampColumn === null ? { at: registeredAt.toISOString() } : { column: view.timestampColumn },
        knownAt: view.knownAtColumn,
        features: columns,
      })),
      ...segments.map(({ digest }) => ({
        digest,
        keys: names.keys,
        eventTime: { column: names.event },
        // A temporal view's rows count as known at their date, those of datasets and pushed ones alike.
        knownAt: view.temporal === null ? names.known : null,
        features: names.features,
      })),
    ];
    return { sources, lastSequence: segments.at(-1)?.last_sequence ?? '0' };
  }

  /** Rows of a temporal view that were pushed after this one, in the order of their coming. */
  async pushedSince(manager: EntityManager, view: MLFeatureStore, sequence: string): Promise<ValueRow[]> {
    const rows: { cells: Cell[] }[] = await manager.query(
      'SELECT cells FROM feature_store.pushed_row WHERE view_id = $1 AND sequence > $2 ORDER BY sequence',
      [view.viewId, sequence],
    );
    return rows.map(({ cells: [key, at, , ...cells] }) => ({
      entity: entityKey([key as string | number]),
      at: new Date(String(at)),
      cells,
    }));
  }

  private async cutSegment(view: MLFeatureStore, folder: string): Promise<void> {
    const [{ first, last }] = await this.database.transaction(async (manager): Promise<{ first: string; last: string | null }[]> => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lockName(view)]);
      return await manager.query(
        `SELECT coalesce((SELECT max(last_sequence) FROM feature_store.segment WHERE view_id = $1), 0) AS first,
           (SELECT max(sequence) FROM feature_store.pushed_row WHERE view_id = $1) AS last`,
        [view.viewId],
      );
    });
    if (last === null || BigInt(last) <= BigInt(first)) return;
    const { digest, rows } = await this.writeSegment(view, first, last, folder);
    await this.database.query(
      `INSERT INTO feature_store.segment (view_id, last_sequence, digest, rows, created_at) VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING`,
      [view.viewId, last, digest, rows],
    );
  }

  private async writeSegment(view: MLFeatureStore, first: string, last: string, folder: string): Promise<{ digest: string; rows: number }> {
    const lines = join(folder, `${view.viewId}.ndjson`);
    await pipeline(Readable.from(this.lines(view, first, last)), createWriteStream(lines));
    const input: WriteSegmentInput = {
      lines,
      keys: view.joinKeys.map(({ type }) => type),
      features: historySchema(view).map(({ type }) => type),
      output: join(folder, `${view.viewId}.parquet`),
    };
    const { joinSeconds: seconds, joinProcessMiB: memoryMiB } = this.options;
    const { rows } = await runInSandbox<{ rows: number }>({ program, input, limits: { seconds, memoryMiB } });
    return { digest: (await this.artifacts.put({ file: input.output })).digest, rows };
  }

  private async *lines(view: MLFeatureStore, first: string, last: string): AsyncGenerator<string> {
    for (let after = first; ; ) {
      const rows: { sequence: string; cells: unknown[] }[] = await this.database.query(
        'SELECT sequence, cells FROM feature_store.pushed_row WHERE view_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4',
        [view.viewId, after, last, pageRows],
      );
      if (rows.length === 0) return;
      yield rows.map(({ cells }) => `${JSON.stringify(Object.fromEntries(cells.map((cell, at) => [`c${at}`, cell])))}\n`).join('');
      after = rows[rows.length - 1].sequence;
    }
  }
}

const lockName = (view: MLFeatureStore): string => `pushes to feature view ${view.viewId}`;
