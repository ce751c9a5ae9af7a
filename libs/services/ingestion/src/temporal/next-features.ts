import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type NextTemporalFeatures, type TemporalFeaturesOfRows } from '@atelier/contracts';
import { dateReader, dayLength, type PreparedTemporalPlan } from '@atelier/learning';
import { programPath, runInSandbox, Turnstile } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import { Datasets } from '../datasets/datasets.js';
import { IngestionOptions } from '../options.js';
import { WorkFolders } from '../uploads/work-folders.js';
import type { AskedRow, NextFeaturesInput, NextFeaturesResult } from './next.program.js';

const program = programPath(import.meta.url, './next.program.ts');

type GivenRow = NextTemporalFeatures['rows'][number];

/** Features of rows whose values are not known yet, from the history that a dataset is. */
@Injectable()
export class NextFeatures {
  constructor(
    private readonly options: IngestionOptions,
    private readonly folders: WorkFolders,
    private readonly turnstile: Turnstile,
    private readonly artifacts: ArtifactStore,
    private readonly datasets: Datasets,
  ) {}

  /** `request.invalid` for a row without its id or its date, `dataset.not_found`. */
  async of(project: string, datasetId: string, prepared: PreparedTemporalPlan, rows: readonly GivenRow[]): Promise<TemporalFeaturesOfRows> {
    const { plan, features } = prepared;
    const dataset = await this.datasets.find(project, datasetId, false);
    const format = dataset.columns.find(({ name }) => name === plan.date_column)?.format ?? undefined;
    const asked = rows.map((row, at) => askedRow(row, at, prepared, dateReader(format)));
    const file = await this.artifacts.file(dataset.parquetDigest);
    const { seconds, memoryMiB } = this.options;
    const { rows: cells } = await this.folders.with((directory) => {
      const input: NextFeaturesInput = { file, directory, memoryMiB, plan, asked };
      return this.turnstile.pass(() => runInSandbox<NextFeaturesResult>({ program, input, limits: { seconds, memoryMiB } }));
    });
    const named = cells.map((values) => Object.fromEntries(features.map(({ name }, at) => [name, values[at]])));
    return { status: 'success', dataset_id: datasetId, rows: named };
  }
}

/** Ids are compared as texts, so that the number 7 and the text "7" are one. */
function askedRow(row: GivenRow, at: number, { plan }: PreparedTemporalPlan, readDate: (text: string) => number | undefined): AskedRow {
  const id = plan.id_column === null ? '' : row[plan.id_column];
  if (id === undefined || id === null) throw fault(at, String(plan.id_column), 'is missing: name whose history it is.');
  const date = row[plan.date_column];
  const days = typeof date === 'string' ? readDate(date.trim()) : undefined;
  if (days === undefined || !Number.isFinite(days))
    throw fault(at, plan.date_column, 'must be a date such as 2026-11-21 or 2026-11-21T08:30:00Z.');
  return { id: String(id), date: new Date(days * dayLength).toISOString() };
}

function fault(at: number, column: string, message: string): AtelierError {
  const path = `rows.${at}.${column}`;
  return new AtelierError('request.invalid', `${path}: ${message}`, [{ path, message }]);
}
