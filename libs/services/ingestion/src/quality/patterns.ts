import { levelChanges, patternOf, type TimeMeasurements } from '@atelier/learning/quality';
import type { TimeAxis } from './measure-time.js';
import { isQuantity, type MeasuredColumn, type MeasuredTable } from './table.js';

/** How a column moves over time. */
export interface SeriesOfColumn {
  /** null: the number of rows. */
  readonly column: string | null;
  readonly trend: 'rising' | 'falling' | 'none';
  readonly slope_per_day: number;
  /** Kendall's tau with time. */
  readonly tau: number;
  /** Of no trend, by the Mann–Kendall test. */
  readonly p_value: number;
  /** When its level changed for good, and the means before and after. */
  readonly changes: readonly { readonly at: string; readonly before: number; readonly after: number }[];
  readonly seasons: readonly {
    readonly season: 'daily' | 'weekly' | 'yearly';
    readonly strength: number;
    readonly peak: string;
    readonly low: string;
  }[];
  /** Correlation of a value with the one before. */
  readonly persistence: number;
  /** Means over up to 60 equal spans, for a small chart; null where there is none. */
  readonly outline: readonly (number | null)[];
}

export interface TemporalProfile {
  readonly column: string;
  readonly hour_column: string | null;
  readonly from: string;
  readonly to: string;
  readonly step_days: number;
  readonly is_regular: boolean;
  readonly points: number;
  readonly expected_points: number | null;
  readonly gaps: TimeMeasurements['gaps'];
  readonly series: readonly SeriesOfColumn[];
}

const mostSeries = 5;
const mostBuckets = 20_000;
const leastBuckets = 20;
const outlinePoints = 60;
const leastSeason = 0.05;
/** Parts of a date, which move with time by themselves. */
const datePart = /^(year|yr|month|mnth|mon|day|date|weekday|week|quarter|season|hour|hr|minute|second|index|instant)s?$/i;
const units = [1 / 1440, 1 / 24, 1, 7, 30];
const seasons = [
  ['daily', 1],
  ['weekly', 7],
  ['yearly', 365.25],
] as const;

/** Trend, seasons and persistence of the target and the first quantities, averaged over equal steps of time; null where there are too few steps. */
export async function temporalProfile(
  table: MeasuredTable,
  axis: TimeAxis,
  time: TimeMeasurements,
  target: string | null,
): Promise<TemporalProfile | null> {
  const [{ from, to, span }] = await table.database.rows<{ from: string; to: string; span: number }>(
    `SELECT strftime(min(t), '%Y-%m-%dT%H:%M:%SZ') AS "from", strftime(max(t), '%Y-%m-%dT%H:%M:%SZ') AS "to", (epoch_us(max(t)) - epoch_us(min(t))) / 86400000000 AS span
     FROM (SELECT ${axis.sql} AS t FROM ${table.relation(axis.columns)})`,
  );
  const step = stepOf(Number(span), time);
  if (step === undefined) return null;
  const columns = valueColumns(table, axis, target);
  const series = await seriesOf(table, axis, columns, { from, step, count: Math.floor(Number(span) / step + 1e-9) + 1 });
  const start = new Date(from);
  return {
    column: time.column,
    hour_column: time.hourColumn,
    from,
    to,
    step_days: step,
    is_regular: time.expected !== null,
    points: time.points,
    expected_points: time.expected,
    gaps: time.gaps,
    series: series.map(({ column, values }) => describe(column, values, step, start)),
  };
}

/** The table's own step, or the finest unit that makes neither too many nor too few. */
function stepOf(span: number, { stepDays }: TimeMeasurements): number | undefined {
  const fits = (step: number) => span / step <= mostBuckets && span / step >= leastBuckets;
  return [...(stepDays === null ? [] : [stepDays]), ...units].find(fits);
}

function valueColumns({ columns, rows }: MeasuredTable, axis: TimeAxis, target: string | null): MeasuredColumn[] {
  const isValue = (column: MeasuredColumn) => isQuantity(column) && !axis.columns.includes(column) && column.profile.role !== 'ignored';
  const isCounter = ({ stored, profile }: MeasuredColumn) => stored.storedType === 'BIGINT' && profile.distinct === rows;
  const moves = (column: MeasuredColumn) => column.profile.distinct > 10 && !isCounter(column) && !datePart.test(column.stored.name);
  const values = columns.filter((column) => isValue(column) && moves(column));
  const isTarget = ({ stored }: MeasuredColumn) => Number(stored.name !== target);
  return values.sort((a, b) => isTarget(a) - isTarget(b)).slice(0, mostSeries);
}

interface Buckets {
  readonly from: string;
  readonly step: number;
  readonly count: number;
}

async function seriesOf(
  table: MeasuredTable,
  axis: TimeAxis,
  columns: readonly MeasuredColumn[],
  { from, step, count }: Buckets,
): Promise<{ column: string | null; values: Float64Array }[]> {
  const bucket = `((epoch_us(${axis.sql}) - epoch_us(TIMESTAMP '${from.slice(0, 19)}')) / ${step * 86_400_000_000} + 1e-9)::DOUBLE`;
  const means = columns.map(({ sql }) => `avg(${sql}) AS ${sql}`);
  const rows = await table.database.rows<Record<string, string | number | null>>(
    `SELECT floor(${bucket})::INTEGER AS b, ${['count(*) AS n', ...means].join(', ')} FROM ${table.relation([...axis.columns, ...columns])} WHERE ${axis.sql} IS NOT NULL GROUP BY b`,
  );
  const filled = (value: (row: Record<string, string | number | null>) => number) => {
    const values = new Float64Array(count).fill(Number.NaN);
    for (const row of rows) values[Number(row.b)] = value(row);
    return values;
  };
  const series = columns.map(({ sql, stored }) => ({
    column: stored.name,
    values: filled((row) => (row[sql] === null ? Number.NaN : Number(row[sql]))),
  }));
  const hasSeveral = rows.some(({ n }) => Number(n) > 1);
  return hasSeveral ? [...series, { column: null, values: filled(({ n }) => Number(n)).map((n) => (Number.isNaN(n) ? 0 : n)) }] : series;
}

function describe(column: string | null, values: Float64Array, step: number, start: Date): SeriesOfColumn {
  const periods = seasons.map(([season, days]) => ({ season, period: Math.round(days / step) }));
  const pattern = patternOf(
    values,
    periods.map(({ period }) => period),
  );
  const at = (place: number) => new Date(start.getTime() + place * step * 86_400_000);
  return {
    column,
    trend: pattern.trend,
    slope_per_day: pattern.slope / step,
    tau: pattern.tau,
    p_value: pattern.pValue,
    changes: levelChanges(values).map(({ at: place, ...levels }) => ({ at: timeInWords(at(place), step), ...levels })),
    seasons: pattern.seasons
      .filter(({ strength }) => strength >= leastSeason)
      .flatMap(({ period, strength, peak, low }) => {
        const season = periods.find((candidate) => candidate.period === period)?.season;
        return season ? [{ season, strength, peak: placeInWords(season, at(peak), step), low: placeInWords(season, at(low), step) }] : [];
      }),
    persistence: pattern.persistence,
    outline: outlineOf(values),
  };
}

function timeInWords(date: Date, step: number): string {
  return date
    .toISOString()
    .slice(0, step < 1 ? 16 : 10)
    .replace('T', ' ');
}

function placeInWords(season: 'daily' | 'weekly' | 'yearly', date: Date, step: number): string {
  const hour = `${String(date.getUTCHours()).padStart(2, '0')}:00`;
  if (season === 'daily') return hour;
  if (season === 'yearly')
    return date.toLocaleDateString('en-GB', { timeZone: 'UTC', month: 'long', ...(step < 7 ? { day: 'numeric' } : {}) });
  const day = date.toLocaleDateString('en-GB', { timeZone: 'UTC', weekday: 'long' });
  return step < 1 ? `${day} ${hour}` : day;
}

function outlineOf(values: Float64Array): (number | null)[] {
  const points = Math.min(outlinePoints, values.length);
  return Array.from({ length: points }, (_, at) => {
    const part = values.subarray(Math.floor((at * values.length) / points), Math.floor(((at + 1) * values.length) / points));
    const present = part.filter((value) => !Number.isNaN(value));
    return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
  });
}
