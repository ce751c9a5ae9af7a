import type { TimeMeasurements } from '@atelier/learning';
import { isAncient, isFuture, placeholderDays } from './measure-columns.js';
import { isDates, isTexts, type MeasuredColumn, type MeasuredTable, numberOf, type Row } from './table.js';

const leastPoints = 10;
const dayMicroseconds = 86_400_000_000;
/** A step is regular if so many of the distances between points are one, or several, of it. */
const regularShare = 0.6;
const multipleShare = 0.9;
const shownGaps = 5;
const mostPanels = 20;
const hourName = /^(hr|hrs|hour|hours|stunde|heure|hora|ora)$/i;
const notAnAxis = /birth|born|dob|geburt|naissance|nacimiento/i;

/** The time axis of a table: a column of dates, with the column of hours beside it if there is one. */
export interface TimeAxis {
  readonly column: MeasuredColumn;
  readonly hour: MeasuredColumn | undefined;
  /** SQL of the point in time. */
  readonly sql: string;
  readonly columns: readonly MeasuredColumn[];
}

/** The column of dates with the most different ones; no birthday. */
export function timeAxisOf({ columns, rows }: MeasuredTable, asOf: Date): TimeAxis | undefined {
  const dates = columns.filter(
    (column) =>
      isDates(column) && column.profile.distinct >= leastPoints && column.profile.missing * 2 < rows && !notAnAxis.test(column.stored.name),
  );
  const [column] = dates.sort((a, b) => b.profile.distinct - a.profile.distinct);
  if (!column) return undefined;
  const isOfDays = column.profile.earliest?.endsWith('T00:00:00Z') && column.profile.latest?.endsWith('T00:00:00Z');
  const hour = isOfDays ? columns.find(isHours) : undefined;
  const point = hour ? `(${column.sql} + INTERVAL (${hour.sql}) HOUR)` : column.sql;
  // Days that cannot be, or stand for none, would make a gap of centuries.
  const isNoDay = [
    isFuture(column, asOf),
    isAncient(column, asOf),
    `${column.sql}::DATE IN (${placeholderDays.map((day) => `DATE '${day}'`).join(', ')})`,
  ];
  const sql = `(CASE WHEN ${isNoDay.join(' OR ')} THEN NULL ELSE ${point} END)`;
  return { column, hour, sql, columns: hour ? [column, hour] : [column] };
}

function isHours({ stored, profile }: MeasuredColumn): boolean {
  return stored.storedType === 'BIGINT' && hourName.test(stored.name) && profile.numeric?.min === 0 && profile.numeric.max === 23;
}

export async function measureTime(table: MeasuredTable, axis: TimeAxis): Promise<TimeMeasurements> {
  const steps = await regularSteps(table, axis);
  return {
    column: axis.column.stored.name,
    hourColumn: axis.hour?.stored.name ?? null,
    rows: table.rows - axis.column.profile.missing,
    earlierThanBefore: await disorder(table, axis),
    ...steps,
  };
}

/** Rows earlier than the one before; none if they come in order within the groups of some column (the shops of a chain). */
async function disorder(table: MeasuredTable, axis: TimeAxis): Promise<number> {
  const panels = panelsOf(table, axis);
  const within = panels.map(({ sql }) => `count(*) FILTER (t < b AND ${sql} IS NOT DISTINCT FROM ${sql}_before) AS ${sql}`);
  const [row] = await table.database.rows<Row>(
    `SELECT ${['count(*) FILTER (t < b) AS n', ...within].join(', ')} FROM (${withBefore(table, axis, panels)})`,
  );
  return panels.some(({ sql }) => Number(row[sql]) === 0) ? 0 : Number(row.n);
}

function panelsOf({ columns, rows }: MeasuredTable, axis: TimeAxis): MeasuredColumn[] {
  const isGroup = ({ profile }: MeasuredColumn) => profile.distinct > 1 && profile.distinct * 3 < rows;
  const isKind = (column: MeasuredColumn) => isTexts(column) || column.stored.storedType === 'BIGINT';
  return columns.filter((column) => !axis.columns.includes(column) && isKind(column) && isGroup(column)).slice(0, mostPanels);
}

/** SQL: each row's time t beside that of the row before, b. The window without an order goes by the order of the file. */
export function withBefore(table: MeasuredTable, axis: TimeAxis, panels: readonly MeasuredColumn[] = []): string {
  const groups = panels.flatMap(({ sql }) => [sql, `lag(${sql}) OVER () AS ${sql}_before`]);
  return `SELECT ${[`row`, `${axis.sql} AS t`, `lag(${axis.sql}) OVER () AS b`, ...groups].join(', ')} FROM ${table.relation([...axis.columns, ...panels], true)}`;
}

type Steps = Pick<TimeMeasurements, 'points' | 'expected' | 'stepDays' | 'gaps'>;

async function regularSteps(table: MeasuredTable, axis: TimeAxis): Promise<Steps> {
  const points = `SELECT DISTINCT ${axis.sql} AS t FROM ${table.relation(axis.columns)} WHERE ${axis.sql} IS NOT NULL`;
  const distances = `SELECT t, lead(t) OVER (ORDER BY t) AS next, epoch_us(lead(t) OVER (ORDER BY t)) - epoch_us(t) AS d FROM (${points})`;
  await table.database.run(`CREATE OR REPLACE TEMP TABLE distances AS ${distances}`);
  const [row] = await table.database.rows<Row>(
    `SELECT count(*) AS points, mode(d)::DOUBLE AS step, min(d)::DOUBLE AS least, count(DISTINCT day(t)) AS days, bool_or(isodow(t) > 5) AS weekends,
       avg((d = (SELECT mode(d) FROM distances))::INTEGER) AS ones, avg((d % (SELECT mode(d) FROM distances) = 0)::INTEGER) AS multiples FROM distances`,
  );
  const count = Number(row.points);
  const step = numberOf(row.step) ?? 0;
  if (Number(row.days) === 1 && (numberOf(row.least) ?? 0) >= 28 * dayMicroseconds) return await gapsOf(table, count, monthly, 30.4375);
  const isRegular = step > 0 && Number(row.ones) >= regularShare && Number(row.multiples) >= multipleShare;
  if (!isRegular) return { points: count, expected: null, stepDays: null, gaps: [] };
  const isOfWorkingDays = step === dayMicroseconds && row.weekends === false;
  return await gapsOf(table, count, isOfWorkingDays ? workingDays : `d // ${step} - 1`, step / dayMicroseconds);
}

const monthly = "datediff('month', t, next) - 1";
const workingDays = 'len(list_filter(generate_series(t + INTERVAL 1 DAY, next - INTERVAL 1 DAY, INTERVAL 1 DAY), day -> isodow(day) < 6))';

/** `missing` is SQL of the points that lack between t and next. */
async function gapsOf(table: MeasuredTable, points: number, missing: string, stepDays: number): Promise<Steps> {
  const rows = await table.database.rows<{ from: string; to: string; missing: string; all: string }>(
    `SELECT strftime(t, '%Y-%m-%d %H:%M') AS "from", strftime(next, '%Y-%m-%d %H:%M') AS "to", m AS missing, sum(m) OVER () AS "all"
     FROM (SELECT *, ${missing} AS m FROM distances WHERE next IS NOT NULL) WHERE m > 0 ORDER BY t LIMIT ${shownGaps}`,
  );
  const isOfDays = stepDays >= 1;
  const shown = (text: string) => (isOfDays ? text.slice(0, 10) : text);
  return {
    points,
    expected: points + Number(rows[0]?.all ?? 0),
    stepDays,
    gaps: rows.map((gap) => ({ from: shown(gap.from), to: shown(gap.to), missing: Number(gap.missing) })),
  };
}
