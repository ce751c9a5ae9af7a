import {
  type Finding,
  findingKinds,
  judgeQuality,
  type QualityDimension,
  type QualityJudgement,
  type TableMeasurements,
} from '@atelier/learning/quality';
import { TableDatabase } from '@atelier/tables';
import type { ColumnProfile } from '../reading/profile.js';
import { type ExampleRow, Examples } from './examples.js';
import { measureColumns } from './measure-columns.js';
import { measureRows } from './measure-rows.js';
import { measureTime, timeAxisOf } from './measure-time.js';
import { type TemporalProfile, temporalProfile } from './patterns.js';
import { readSample } from './sample.js';
import { measuredTable } from './table.js';

export interface MeasureQualityInput {
  /** Our Parquet, and what was profiled of it. */
  readonly file: string;
  readonly columns: readonly ColumnProfile[];
  readonly targetColumn: string | null;
  /** What is later lies in the future: the time of the upload. */
  readonly asOf: string;
  /** An empty directory of this run alone. */
  readonly directory: string;
  readonly memoryMiB: number;
}

export interface MeasuredQuality extends Omit<QualityJudgement, 'findings'> {
  readonly findings: readonly (Finding & { readonly dimension: QualityDimension; readonly examples: readonly ExampleRow[] })[];
  readonly temporal: TemporalProfile | null;
  /** Rows that relations between columns were looked for in. */
  readonly sampledRows: number;
}

/** Measures and judges a table: one scan for all columns, a few for its rows and its time axis, relations between columns on a sample of its rows. */
export async function measureQuality(input: MeasureQualityInput): Promise<MeasuredQuality> {
  const parent = input.file.slice(0, input.file.lastIndexOf('/'));
  const { directory, memoryMiB, targetColumn } = input;
  using database = await TableDatabase.open({
    directories: [parent, directory],
    spillDirectory: directory,
    memoryMiB: Math.floor(memoryMiB / 2),
  });
  const table = await measuredTable(database, input.file, input.columns);
  const asOf = new Date(input.asOf);
  const axis = timeAxisOf(table, asOf);
  const measured: TableMeasurements = {
    rows: table.rows,
    columns: await measureColumns(table, asOf),
    target: targetColumn,
    ...(await measureRows(table, targetColumn)),
    time: axis ? await measureTime(table, axis) : null,
    sample: await readSample(table, directory),
  };
  const judged = judgeQuality(measured);
  const examples = new Examples(table, measured, asOf, axis);
  const findings = [];
  for (const finding of judged.findings) {
    const { dimension } = findingKinds[finding.kind];
    findings.push({ ...finding, dimension, examples: await examples.of(finding) });
  }
  const temporal = axis && measured.time ? await temporalProfile(table, axis, measured.time, targetColumn) : null;
  return { ...judged, findings, temporal, sampledRows: measured.sample.rows };
}
