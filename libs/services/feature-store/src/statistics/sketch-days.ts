import { dirname } from 'node:path';
import { type Column, Frame, type FrameSketch, mergeFrameSketches, sketchFrame, windowCategories } from '@atelier/learning';
import type { TypedName } from '@atelier/online-features';
import { findColumns, identifier, literal, schemaOf, type StoredColumn, TableDatabase } from '@atelier/tables';
import type { HistorySource } from '../point-in-time/join-input.js';

export interface SketchDaysInput {
  readonly source: HistorySource;
  readonly features: readonly TypedName[];
  /** A directory for sorting. */
  readonly workFolder: string;
  readonly memoryMiB: number;
}

export interface DaySketch {
  /** `2026-01-31`, UTC. */
  readonly day: string;
  readonly sketch: FrameSketch;
}

const options = { categories: windowCategories };
/** Rows that are sketched together: within a day the pieces are merged. */
const pieceRows = 100_000;

/** Sketches a file's features day by day of their event time, in one pass over the sorted rows. Truth values count as 0 and 1, times as seconds since 1970. */
export async function sketchDays(
  { source, features, workFolder, memoryMiB }: SketchDaysInput,
  send: (day: DaySketch) => void,
): Promise<void> {
  using database = await TableDatabase.open({ directories: [dirname(source.file), workFolder], spillDirectory: workFolder, memoryMiB });
  const { columns } = await schemaOf(database, source.file);
  const stored = await findColumns(columns, source.features);
  const [time] = 'column' in source.eventTime ? await findColumns(columns, [source.eventTime.column]) : [];
  const at = time
    ? `${identifier(time.queryName)}::TIMESTAMP`
    : `${literal((source.eventTime as { at: string }).at.replace('Z', ''))}::TIMESTAMP`;
  const selected = stored.map((column, place) => valueSql(column, features[place]));
  const result = await database.stream(
    `SELECT strftime(${at}, '%Y-%m-%d') AS day, ${selected.join(', ')} FROM read_parquet(${literal(source.file)}) WHERE ${at} IS NOT NULL ORDER BY day`,
  );
  const days = new Days(features, send);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const cells = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row++) days.add(String(cells[0][row]), cells, row);
  }
  days.end();
}

function valueSql({ queryName }: StoredColumn, { type }: TypedName): string {
  const name = identifier(queryName);
  if (type === 'text') return `${name}::VARCHAR`;
  if (type === 'datetime') return `epoch(${name}::TIMESTAMP)::DOUBLE`;
  return type === 'boolean' ? `${name}::TINYINT::DOUBLE` : `${name}::DOUBLE`;
}

/** Gathers the rows of one day after another. */
class Days {
  private day = '';
  private rows = 0;
  private values: (number | string | null)[][];
  private sketch: FrameSketch | null = null;

  constructor(
    private readonly features: readonly TypedName[],
    private readonly send: (day: DaySketch) => void,
  ) {
    this.values = features.map(() => []);
  }

  add(day: string, cells: readonly (readonly unknown[])[], row: number): void {
    if (day !== this.day) this.end();
    this.day = day;
    for (let at = 0; at < this.values.length; at++) this.values[at].push(cells[at + 1][row] as number | string | null);
    this.rows += 1;
    if (this.rows >= pieceRows) this.merge();
  }

  end(): void {
    if (this.rows > 0) this.merge();
    if (this.sketch) this.send({ day: this.day, sketch: this.sketch });
    this.sketch = null;
  }

  private merge(): void {
    const piece = sketchFrame(new Frame(this.features.map((feature, at) => columnOf(feature, this.values[at]))), options);
    this.sketch = this.sketch ? mergeFrameSketches(this.sketch, piece, options) : piece;
    this.values = this.features.map(() => []);
    this.rows = 0;
  }
}

function columnOf({ name, type }: TypedName, values: readonly (number | string | null)[]): Column {
  if (type !== 'text')
    return { kind: 'number', name, values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))) };
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const text = String(value);
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  return { kind: 'text', name, codes, dictionary: [...codeOf.keys()] };
}
