import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type FeatureStatistics as Answer, type StatisticsQuery } from '@atelier/contracts';
import { type ColumnSketch, distributionOf, type FrameSketch, mergeFrameSketches, quantileAt, windowCategories } from '@atelier/learning';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { History, type StoredSource } from '../history/history.js';
import { FeatureStoreOptions } from '../options.js';
import type { MLFeatureStore } from '../views/feature-view.entity.js';
import { historySchema } from '../views/history-schema.js';
import { Views } from '../views/views.js';
import type { DaySketch, SketchDaysInput } from './sketch-days.js';

const program = programPath(import.meta.url, './sketch-days.program.ts');
const shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const topValues = 20;

/** Distributions of features over ranges of days, from sketches that are made once for each file of a view's history and merged afterwards. */
@Injectable()
export class FeatureStatistics {
  constructor(
    private readonly database: DataSource,
    private readonly artifacts: ArtifactStore,
    private readonly views: Views,
    private readonly history: History,
    private readonly options: FeatureStoreOptions,
  ) {}

  /** Errors: `feature.view_not_found`, `feature.view_invalid` (a computed view), `feature.time_range_invalid`. */
  async read(project: string, name: string, { version, from, to }: StatisticsQuery): Promise<Answer> {
    if (from !== undefined && to !== undefined && from > to) {
      const message = `from (${from}) is after to (${to}).`;
      throw new AtelierError('feature.time_range_invalid', message, [{ path: 'from', message }]);
    }
    const view = await this.views.find(project, name, version);
    if (view.kind === 'on_demand')
      throw new AtelierError('feature.view_invalid', `${name} ${view.version} is computed when it is asked for: it has no history.`);
    await this.sketchNew(view);
    const sketches: { day: string; sketch: FrameSketch }[] = await this.database.query(
      `SELECT day::text, sketch FROM feature_store.statistic WHERE view_id = $1 AND sketch ->> 'rows' <> '0'
         AND ($2::date IS NULL OR day >= $2) AND ($3::date IS NULL OR day <= $3) ORDER BY day, source`,
      [view.viewId, from ?? null, to ?? null],
    );
    return { view: view.name, version: view.version, from: from ?? null, to: to ?? null, ...merged(sketches) };
  }

  /** Files that have not been sketched are, once. */
  private async sketchNew(view: MLFeatureStore): Promise<void> {
    await mkdir(this.options.workFolder, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.options.workFolder, `statistics-${process.pid}-`));
    try {
      const sources = await this.history.sources(view, folder);
      const known: { source: string }[] = await this.database.query(
        'SELECT DISTINCT source FROM feature_store.statistic WHERE view_id = $1',
        [view.viewId],
      );
      for (const source of sources) if (!known.some((each) => each.source === source.digest)) await this.sketch(view, source, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async sketch(view: MLFeatureStore, { digest, ...source }: StoredSource, workFolder: string): Promise<void> {
    const days: DaySketch[] = [];
    const { joinMemoryMiB: memoryMiB, joinSeconds: seconds, joinProcessMiB } = this.options;
    const file = await this.artifacts.file(digest);
    const input: SketchDaysInput = { source: { ...source, file }, features: historySchema(view), workFolder, memoryMiB };
    const limits = { seconds, memoryMiB: joinProcessMiB };
    await runInSandbox<null, DaySketch>({ program, input, limits, onMessage: (day) => void days.push(day) });
    // A file without a row with a time has been looked at, too.
    const kept = days.length > 0 ? days : [{ day: '1970-01-01', sketch: { rows: 0, columns: [] } }];
    await this.database.query(
      `INSERT INTO feature_store.statistic (view_id, day, source, sketch)
       SELECT $1, day, $2, sketch::jsonb FROM unnest($3::date[], $4::text[]) AS given (day, sketch) ON CONFLICT DO NOTHING`,
      [view.viewId, digest, kept.map(({ day }) => day), kept.map(({ sketch }) => JSON.stringify(sketch))],
    );
  }
}

function merged(sketches: readonly { readonly day: string; readonly sketch: FrameSketch }[]): Pick<Answer, 'days' | 'rows' | 'features'> {
  if (sketches.length === 0) return { days: 0, rows: 0, features: [] };
  const all = sketches
    .map(({ sketch }) => sketch)
    .reduce((sum, sketch) => mergeFrameSketches(sum, sketch, { categories: windowCategories }));
  return { days: new Set(sketches.map(({ day }) => day)).size, rows: all.rows, features: all.columns.map(described) };
}

function described(sketch: ColumnSketch): Answer['features'][number] {
  const { name, count, missing } = sketch;
  if (sketch.kind === 'text') {
    const top = sketch.categories.slice(0, topValues).map(([value, rows]) => ({ value, count: rows }));
    return { name, count, missing, distinct: sketch.distinct, top_values: top };
  }
  const { mean, variance, min, max, quantiles } = sketch;
  const distribution = distributionOf(quantiles);
  const at = count === 0 ? [] : shares.map((share) => [String(share), quantileAt(distribution, share)] as const);
  return { name, count, missing, mean, std: variance === null ? null : Math.sqrt(variance), min, max, quantiles: Object.fromEntries(at) };
}
